package io.ddpo.local.cli;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.judge.Judge;
import io.ddpo.diffusion.judge.JudgeTraining;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo judge}: how often a model draws what it is asked for. */
@Command(
        name = "judge",
        description = {
            "Draw every noun that the model's judge knows, and count how many it names right.",
            "With --train, make that judge first: a small classifier of the real pictures of an atlas."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo judge",
            "  ddpo judge --model runs/demo/policy --each 8",
            "  ddpo judge --model models/emoji-32 --train models/atlas --unseen models/atlas/evaluation"
        })
final class JudgeCommand implements Callable<Integer> {
    private static final int BAR = 30;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the model. Default: the model that is shipped.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "4",
            description = "Pictures of each noun. Default: ${DEFAULT-VALUE}.")
    private int each;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--train", paramLabel = "ATLAS", description = "Train the judge on this atlas and measure only it.")
    private Optional<Path> train = Optional.empty();

    @Option(
            names = "--unseen",
            paramLabel = "ATLAS",
            description = "With --train: the same nouns in a design that the judge does not see in training.")
    private Optional<Path> unseen = Optional.empty();

    @Option(
            names = "--updates",
            paramLabel = "N",
            defaultValue = "2500",
            description = "With --train: updates of 64 pictures. Default: ${DEFAULT-VALUE}.")
    private int updates;

    @Mixin
    private ComputeOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Inputs.require(each >= 1, "--each: expected at least 1, got " + each);
        Inputs.require(updates >= 1, "--updates: expected at least 1, got " + updates);
        Inputs.require(train.isPresent() == unseen.isPresent(), "expected both --train and --unseen, got one of them");
        LocalModel local = LocalModel.open(model.orElseGet(LocalModel::shipped));
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        try (Kernels kernels = compute.open()) {
            if (train.isPresent()) {
                train(kernels, local, terminal);
            } else {
                measure(kernels, local, terminal);
            }
        }
        return 0;
    }

    private void train(Kernels kernels, LocalModel local, Terminal terminal) throws IOException {
        int size = local.pictureSize();
        JudgeTraining.Accuracy accuracy = new JudgeTraining(kernels, size, updates, seed)
                .run(
                        Atlas.read(train.orElseThrow()),
                        Atlas.read(unseen.orElseThrow()),
                        local.judge(),
                        (step, steps, loss) -> terminal.status("training the judge %s %d/%d  loss %.3f"
                                .formatted(Bars.progress((double) step / steps, BAR), step, steps, loss)));
        terminal.status("");
        terminal.line("%s: names %.1f%% of strongly changed pictures, and %.1f%% of a design it has never seen"
                .formatted(local.judge(), 100 * accuracy.augmented(), 100 * accuracy.unseenDesign()));
    }

    private void measure(Kernels kernels, LocalModel local, Terminal terminal) throws IOException {
        try (Judge judge = Judge.load(kernels, local.judge())) {
            List<String> nouns = IntStream.range(0, each)
                    .boxed()
                    .flatMap(round -> judge.labels().stream())
                    .toList();
            List<Picture> pictures = new DrawnNouns(
                            local, compute.settings(), local.defaults().guidanceScale(), seed)
                    .draw(kernels, nouns, judge.labels().size(), terminal);
            terminal.status("");
            terminal.line("%s: the judge names %.1f%% of %d pictures (by chance %.1f%%)"
                    .formatted(
                            local.reference(),
                            100 * judge.accuracy(pictures, nouns),
                            pictures.size(),
                            100.0 / judge.labels().size()));
        }
    }
}
