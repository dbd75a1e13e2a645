package io.ddpo.local.cli;

import io.ddpo.local.cluster.ClusterState;
import io.ddpo.local.cluster.Readiness;
import io.ddpo.local.cluster.StateText;
import io.ddpo.local.cluster.StatusTable;
import io.ddpo.service.ExitCode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo status}: the processes of a cluster on this machine. */
@Command(
        name = "status",
        description = {
            "Say what the processes of a cluster of ddpo up do.",
            "The status is 0 if it is up and 7 if it is down."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo status", "  ddpo status --dir runs/foxes --json"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ClusterState state = cluster.folder().existing();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(StateText.write(state.asItIs()));
        } else {
            StatusTable.lines(state, Instant.now(), Readiness::at).forEach(out::println);
        }
        out.flush();
        return state.isUp() ? ExitCode.OK.status() : ExitCode.UNAVAILABLE.status();
    }
}
