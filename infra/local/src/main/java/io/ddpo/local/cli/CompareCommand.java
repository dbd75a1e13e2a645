package io.ddpo.local.cli;

import io.ddpo.local.compare.ComparedRun;
import io.ddpo.local.compare.Comparison;
import io.ddpo.local.compare.ResultFolder;
import io.ddpo.local.compare.Setting;
import io.ddpo.local.demo.LogPlace;
import io.ddpo.local.demo.RunComparison;
import io.ddpo.local.demo.RunFolder;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ddpo compare}: runs on one axis. */
@Command(
        name = "compare",
        description = {
            "Draw the mean reward of runs over reward queries, a curve for each group of runs that share a setting: a"
                    + " plot for each reward, light and dark, and a table of the points.",
            "Runs are read from their logs; those in folders must not be going on. A folder without a log is read by its"
                    + " run.yaml and metrics.jsonl."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo compare runs/is-1 runs/is-2 runs/rwr-1 runs/rwr-2",
            "  ddpo compare runs/demo runs/demo:foxes --by training.learningRate --to plots",
            "  ddpo compare --bootstrap localhost:9092 foxes foxes-again --by run"
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description =
                    "Folder of ddpo demo or ddpo run, or FOLDER:NAME for a replay or fork that lies in its log; with"
                            + " --bootstrap or --config, names of runs.")
    private List<String> runs = List.of();

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--by",
            paramLabel = "SETTING",
            defaultValue = "objective.algorithm",
            description = "The setting, named as in a specification, whose values make the groups; run for every run by"
                    + " itself. Default: ${DEFAULT-VALUE}.")
    private String by;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            defaultValue = "compare",
            description = "Where the plots go. Default: ${DEFAULT-VALUE}.")
    private Path to;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        List<ComparedRun> compared = new ArrayList<>();
        for (String run : runs) {
            terminal.status("reading %s (%d of %d)".formatted(run, compared.size() + 1, runs.size()));
            compared.add(cluster.given() ? inCluster(run) : inFolder(run));
        }
        terminal.status("");
        Comparison comparison = Inputs.sound(() -> Comparison.of(compared, new Setting(by)));
        List<Path> files = comparison.write(to);
        comparison.lines().forEach(terminal::line);
        files.forEach(file -> terminal.line(file.toString()));
        return 0;
    }

    private ComparedRun inCluster(String run) {
        return RunComparison.read(LogPlace.in(cluster.access(), cluster.again()), run, InstantSource.system());
    }

    /** A folder whose own name has a colon is found as well, as long as it is there. */
    private static ComparedRun inFolder(String given) throws IOException {
        ResultFolder results = new ResultFolder(Path.of(given));
        if (results.exists() && !RunFolder.isOne(results.path())) {
            return results.read();
        }
        int colon = given.lastIndexOf(':');
        boolean named = colon > 0 && !Path.of(given).toFile().exists();
        Path folder = Path.of(named ? given.substring(0, colon) : given);
        String run = named ? given.substring(colon + 1) : RunFolder.run(folder);
        return RunComparison.read(LogPlace.in(folder), run, InstantSource.system());
    }
}
