package io.ddpo.local.cli;

import io.ddpo.diffusion.evaluator.Evaluator;
import io.ddpo.diffusion.evaluator.EvaluatorAccuracy;
import io.ddpo.diffusion.evaluator.EvaluatorConfig;
import io.ddpo.diffusion.evaluator.EvaluatorTraining;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.judge.Judge;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.spec.SimpleAnimals;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.rewards.alignment.AlignmentReward;
import io.ddpo.rewards.bertscore.Encoder;
import io.ddpo.schemas.avro.Prompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo evaluator}: how well a model's pictures go with their prompts, by what the alignment reward goes by. */
@Command(
        name = "evaluator",
        description = {
            "Draw the 45 animals, and say how near the pictures are to their prompts by the evaluator of the reward"
                    + " alignment.",
            "With --train, make that evaluator first, from the pictures of an atlas. Interrupted, it goes on from its"
                    + " last checkpoint."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo evaluator",
            "  ddpo evaluator --model runs/aligned/policy --guidance 1",
            "  ddpo evaluator --train models/atlas --unseen models/atlas/evaluation --hold-out panda,crab --evaluator mine"
        })
final class EvaluatorCommand implements Callable<Integer> {
    private static final int BAR = 30;

    @Option(
            names = "--evaluator",
            paramLabel = "DIR",
            description = "Folder of the evaluator. Default: the one that is shipped.")
    private Optional<Path> evaluator = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the model that draws. Default: the model that is shipped.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "4",
            description = "Pictures of each animal. Default: ${DEFAULT-VALUE}.")
    private int each;

    @Option(
            names = "--guidance",
            paramLabel = "W",
            description = "Scale of classifier-free guidance, 1 for none. Default: what the model suggests.")
    private Optional<Double> guidance = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--train",
            paramLabel = "ATLAS",
            description = "Train the evaluator on this atlas and measure only it.")
    private Optional<Path> train = Optional.empty();

    @Option(
            names = "--unseen",
            paramLabel = "ATLAS",
            description = "With --train: some of its animals in a design that the evaluator does not see in training.")
    private Optional<Path> unseen = Optional.empty();

    @Option(
            names = "--hold-out",
            paramLabel = "NOUN",
            split = ",",
            description = "With --train: nouns of the atlas that the evaluator does not see in training, at least one.")
    private Set<String> heldOut = Set.of();

    @Option(
            names = "--updates",
            paramLabel = "N",
            defaultValue = "1500",
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
        Inputs.require(
                train.isPresent() == unseen.isPresent() && train.isPresent() == !heldOut.isEmpty(),
                "expected --train, --unseen and --hold-out, got some of them");
        Inputs.require(
                train.isEmpty() || evaluator.isPresent(),
                "--train: expected --evaluator beside it, the folder to write, got none");
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        Path folder = evaluator.orElseGet(AlignmentReward::shipped);
        try (Kernels kernels = compute.open();
                Encoder encoder = Encoder.shipped()) {
            if (train.isPresent()) {
                train(kernels, encoder, folder, terminal);
            } else {
                measure(kernels, encoder, folder, terminal);
            }
        }
        return 0;
    }

    private void train(Kernels kernels, Encoder encoder, Path folder, Terminal terminal) throws IOException {
        Atlas atlas = Atlas.read(train.orElseThrow());
        Atlas design = Atlas.read(unseen.orElseThrow());
        Set<String> unknown = new TreeSet<>(heldOut);
        atlas.tiles().forEach(tile -> unknown.remove(tile.noun()));
        Inputs.require(unknown.isEmpty(), "--hold-out: expected nouns of the atlas, got " + String.join(", ", unknown));
        EvaluatorTraining training =
                new EvaluatorTraining(kernels, EvaluatorConfig.shipped(), encoder::sentence, updates, seed);
        EvaluatorAccuracy accuracy = training.run(
                atlas,
                design,
                heldOut,
                folder,
                (step, steps, loss) -> terminal.status("training the evaluator %s %d/%d  loss %.3f"
                        .formatted(Bars.progress((double) step / steps, BAR), step, steps, loss)));
        terminal.status("");
        terminal.line(
                ("%s: finds the noun of %.1f%% of strongly changed pictures among %d, %.1f%% in other words, %.1f%% of"
                                + " a design it has never seen, among %d, and %.1f%% of nouns it has never seen, among %d")
                        .formatted(
                                folder,
                                100 * accuracy.changedCopies(),
                                accuracy.animals(),
                                100 * accuracy.unseenWordings(),
                                100 * accuracy.unseenDesign(),
                                accuracy.designNouns(),
                                100 * accuracy.unseenNouns(),
                                accuracy.heldOutNouns()));
    }

    private void measure(Kernels kernels, Encoder encoder, Path folder, Terminal terminal) throws IOException {
        LocalModel local = LocalModel.open(model.orElseGet(LocalModel::shipped));
        List<Prompt> prompts = SimpleAnimals.prompts();
        List<Integer> own = IntStream.range(0, each * prompts.size())
                .mapToObj(i -> i % prompts.size())
                .toList();
        List<String> nouns =
                own.stream().map(i -> prompts.get(i).getMetadata().get("noun")).toList();
        try (Evaluator loaded = Evaluator.load(kernels, folder)) {
            requireSize(local, loaded.pictureSize());
            List<float[]> texts = prompts.stream()
                    .map(prompt -> loaded.read(encoder.sentence(prompt.getText())))
                    .toList();
            DrawnNouns drawn = new DrawnNouns(
                    local, compute.settings(), guidance.orElse(local.defaults().guidanceScale()), seed);
            List<Picture> pictures = drawn.draw(kernels, nouns, prompts.size(), terminal);
            terminal.status("");
            PictureAgreement agreement = PictureAgreement.of(loaded, texts, pictures, own);
            terminal.line(("%s: similarity of %d pictures and their prompts %.3f; %.1f%% are nearest to their own"
                            + " (by chance %.1f%%)")
                    .formatted(
                            local.reference(),
                            pictures.size(),
                            agreement.mean(),
                            100 * agreement.nearest(),
                            100.0 / prompts.size()));
            if (local.hasJudge()) {
                compare(kernels, local, pictures, nouns, agreement, terminal);
            }
        }
    }

    private static void requireSize(LocalModel local, int known) throws IOException {
        int drawn = local.pictureSize();
        Inputs.require(
                drawn == known,
                "--model: expected one that draws %d×%d, which the evaluator knows, got one that draws %d×%d"
                        .formatted(known, known, drawn, drawn));
    }

    private static void compare(
            Kernels kernels,
            LocalModel local,
            List<Picture> pictures,
            List<String> nouns,
            PictureAgreement agreement,
            Terminal terminal)
            throws IOException {
        try (Judge judge = Judge.load(kernels, local.judge())) {
            List<String> named = judge.name(pictures);
            List<Boolean> right = IntStream.range(0, nouns.size())
                    .mapToObj(i -> named.get(i).equals(nouns.get(i)))
                    .toList();
            terminal.line(
                    "%s: the judge names %.1f%%".formatted(local.reference(), 100 * judge.accuracy(pictures, nouns)));
            agreement
                    .separation(right)
                    .ifPresent(share -> terminal.line(
                            ("of one that it names and one that it does not, the former is nearer to its prompt in"
                                            + " %.1f%% of all pairs")
                                    .formatted(100 * share)));
        }
    }
}
