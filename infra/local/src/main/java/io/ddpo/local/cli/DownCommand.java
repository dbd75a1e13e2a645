package io.ddpo.local.cli;

import io.ddpo.local.cluster.ClusterState;
import io.ddpo.local.cluster.Leftovers;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ddpo down}: ends a cluster on this machine. */
@Command(
        name = "down",
        description = {
            "End all processes of a cluster of ddpo up: roles finish or give back what they have in hand, the broker ends"
                    + " last.",
            "Its log is kept, and ddpo up goes on there."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo down", "  ddpo down --dir runs/foxes"})
final class DownCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ClusterState state = cluster.folder().existing();
        if (!Leftovers.bringDown(state)) {
            throw new FatalRoleException(
                    ExitCode.DRAIN_TIMED_OUT,
                    "down: expected the cluster to end in time, got process %d still at work; its log is in %s"
                            .formatted(
                                    state.supervisor().pid(), cluster.folder().logs()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("run %s is down; ddpo up --dir %s goes on".formatted(state.run(), cluster.path()));
        out.flush();
        return 0;
    }
}
