package io.ddpo.local.cli;

import io.ddpo.local.cluster.ClusterRun;
import io.ddpo.local.cluster.ClusterState;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo scale}: more or fewer samplers while a run trains. */
@Command(
        name = "scale",
        description = {
            "Say how many samplers a cluster of ddpo up has from now on. Those that are let go finish their batch or give"
                    + " it back.",
            "It is a command in the log of the run, as those of ddpo control and of the console are."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo scale samplers=4", "  ddpo scale samplers=1 --dir runs/foxes"})
final class ScaleCommand implements Callable<Integer> {
    private static final Pattern WANTED = Pattern.compile("samplers=(\\d{1,9})");

    @Mixin
    private ClusterOption cluster;

    @Parameters(paramLabel = "samplers=N", description = "How many.")
    private String wanted;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Matcher matcher = WANTED.matcher(wanted);
        Inputs.require(matcher.matches(), "scale: expected samplers=N, got '%s'".formatted(wanted));
        int samplers = Integer.parseInt(matcher.group(1));
        ClusterState state = cluster.folder().existing();
        Inputs.require(
                state.isUp(),
                "scale: expected a cluster that is up, got one that is down; ddpo up --samplers " + samplers);
        ClusterRun.scale(state, samplers, System.getProperty("user.name"), InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        out.println("run %s wants %d samplers".formatted(state.run(), samplers));
        out.flush();
        return 0;
    }
}
