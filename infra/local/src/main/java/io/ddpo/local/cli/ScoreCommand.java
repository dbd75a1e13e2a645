package io.ddpo.local.cli;

import io.ddpo.local.demo.RunScoring;
import io.ddpo.local.history.ScoreTable;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.rewards.scorer.Rescoring;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo score}: what another reward says of the pictures of a run. */
@Command(
        name = "score",
        description = {
            "Have another reward judge the pictures that a run has made, from its log. The scores become records of"
                    + " their own, in the topic RUN.scores.LABEL; nothing of the run is touched.",
            "Interrupted, the same command goes on where it stopped. The run must not be going on."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo score --out runs/demo --reward jpeg-incompressibility",
            "  ddpo score --bootstrap localhost:9092 --run foxes --reward http --label mine"
                    + " --reward-parameter url=http://localhost:8000/"
        })
final class ScoreCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 100;

    @Option(names = "--run", paramLabel = "RUN", description = "The run. Default with --out: the one of that folder.")
    private Optional<String> run = Optional.empty();

    @Option(names = "--reward", paramLabel = "NAME", required = true, description = "The reward.")
    private String reward;

    @Option(
            names = "--reward-parameter",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the reward; may be given several times.")
    private Map<String, String> parameters = Map.of();

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "What the scores are found under, of small letters, digits and hyphens. Scores of other"
                    + " parameters need a label of their own. Default: the name of the reward.")
    private Optional<String> label = Optional.empty();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Calls of the reward at once. Default: ${DEFAULT-VALUE}.")
    private int concurrency;

    @Mixin
    private PlaceOptions place;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Inputs.require(
                concurrency >= 1 && concurrency <= MOST_AT_ONCE,
                "--concurrency: expected 1 to %d, got %d".formatted(MOST_AT_ONCE, concurrency));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        Progress progress = new Progress(terminal);
        RunScoring.score(
                place.place(),
                place.run(run),
                new RewardSettings(reward, parameters),
                label.orElse(reward),
                concurrency,
                progress,
                InstantSource.system());
        terminal.status("");
        progress.table.lines().forEach(terminal::line);
        return 0;
    }

    private static final class Progress implements Rescoring.Listener {
        private final ScoreTable table = new ScoreTable();
        private final Terminal terminal;
        private long atMost;

        Progress(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void begun(long samples) {
            atMost = samples;
        }

        @Override
        public void scored(Reward reward) {
            table.add(reward);
            terminal.status("scored %d of at most %d".formatted(table.size(), atMost));
        }
    }
}
