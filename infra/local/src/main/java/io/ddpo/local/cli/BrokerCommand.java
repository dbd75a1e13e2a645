package io.ddpo.local.cli;

import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo broker}: a broker for roles in processes of their own. */
@Command(
        name = "broker",
        description = "Run a Kafka broker on this machine, for roles in processes of their own.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo broker                                 on port 9092, its data in runs/broker",
            "  ddpo broker --port 0 --data /tmp/broker     on any free port, which it prints"
        })
final class BrokerCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "runs/broker",
            description = "Folder of its data, kept when it stops. Default: ${DEFAULT-VALUE}.")
    private Path data;

    @Spec
    private CommandSpec spec;

    /** Runs until the process is asked to end. */
    @Override
    public Integer call() throws InterruptedException {
        BrokerFaults.explain(data, System.err);
        EmbeddedBroker broker = EmbeddedBroker.start(data, port);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("broker works at " + broker.bootstrapServers() + ", its data is in " + data + "; Ctrl-C stops it");
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
