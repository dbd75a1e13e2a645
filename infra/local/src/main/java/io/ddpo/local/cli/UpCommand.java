package io.ddpo.local.cli;

import io.ddpo.local.cluster.DetachedCluster;
import io.ddpo.local.cluster.JavaCommand;
import io.ddpo.local.cluster.LocalCluster;
import io.ddpo.local.cluster.UpOptions;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo up}: a cluster of processes on this machine. */
@Command(
        name = "up",
        description = {
            "Run everything that trains a run as processes of their own on this machine: broker, schema registry,"
                    + " reward streams, learner, console and samplers. Those that end are started again.",
            "Ctrl-C or ddpo down ends them all; ddpo up on the same --dir goes on where the log ends."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo up                                     the run of ddpo demo, in runs/cluster",
            "  ddpo up --spec run.yaml --samplers 4 --dir runs/foxes",
            "  ddpo up --detach                            in the background; ddpo status, ddpo down",
            "  ddpo up --device cuda:0,cuda:1 --samplers 2 on two GPUs"
        })
final class UpCommand implements Callable<Integer> {
    private static final String DETACH = "--detach";

    @Mixin
    private ClusterOption cluster;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Specification of the run. Default: that of last time, or else the run of ddpo demo.")
    private Optional<Path> specification = Optional.empty();

    @Option(
            names = "--samplers",
            paramLabel = "N",
            description = "Samplers from now on, as ddpo scale says later. Default: as many as before, or else 1.")
    private Optional<Integer> samplers = Optional.empty();

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry to use instead of one of its own; memory: needs none.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            split = ",",
            description = "What to compute on: cpu, cuda or cuda:<index>; of several with commas the learner uses all,"
                    + " and samplers take turns. Default: ${DEFAULT-VALUE}.")
    private List<String> devices;

    @Option(names = DETACH, description = "Return as soon as all of it is started, and leave it running.")
    private boolean detach;

    @Spec
    private CommandSpec spec;

    /** Runs until the process is asked to end. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        devices.forEach(ComputeOptions::there);
        samplers.ifPresent(count -> Inputs.require(count >= 0, "--samplers: expected at least 0, got " + count));
        JavaCommand program = new JavaCommand(Main.class);
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        if (detach) {
            List<String> same = spec.commandLine().getParseResult().originalArgs().stream()
                    .filter(argument -> !argument.startsWith(DETACH))
                    .toList();
            new DetachedCluster(cluster.path(), program, terminal).start(same);
            return 0;
        }
        UpOptions options = new UpOptions(cluster.path(), specification, samplers, registry, devices);
        new LocalCluster(options, program, terminal, InstantSource.system()).run();
        return 0;
    }
}
