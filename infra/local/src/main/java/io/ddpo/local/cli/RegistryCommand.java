package io.ddpo.local.cli;

import io.ddpo.local.broker.Ports;
import io.ddpo.local.cluster.SchemaServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo registry}: a schema registry for roles in processes of their own. */
@Command(
        name = "registry",
        description = {
            "Run a schema registry on this machine, for roles in processes of their own: Apicurio, which speaks"
                    + " Confluent's API.",
            "The launcher fetches it at first use, about 110 MB."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo registry                               on port 8081, its schemas in runs/registry",
            "  ddpo registry --port 0 --data /tmp/schemas  on any free port, which it prints"
        })
final class RegistryCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "runs/registry",
            description = "Folder of its schemas, kept when it stops. Default: ${DEFAULT-VALUE}.")
    private Path data;

    @Spec
    private CommandSpec spec;

    /** Runs until the process is asked to end. */
    @Override
    public Integer call() throws IOException {
        int chosen = Ports.choose(port);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "registry at " + SchemaServer.address(chosen) + ", its schemas are in " + data + "; Ctrl-C stops it");
        out.flush();
        SchemaServer.run(data, chosen);
        return 0;
    }
}
