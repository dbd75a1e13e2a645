package io.ddpo.local.cli;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.demo.Demo;
import io.ddpo.local.demo.DemoAlgorithm;
import io.ddpo.local.demo.DemoEvaluation;
import io.ddpo.local.demo.DemoOptions;
import io.ddpo.local.demo.DemoSpecification;
import io.ddpo.local.demo.DemoTraining;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo demo}: the whole loop on this machine. */
@Command(
        name = "demo",
        description = {
            "Train a small model by reinforcement learning, here and now: an embedded Kafka broker, reward streams,"
                    + " samplers and learner in one process.",
            "An existing --out goes on where it was."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo demo                                        make pictures that compress well",
            "  ddpo demo --reward jpeg-incompressibility --out runs/busy",
            "  ddpo demo --reward alignment --out runs/aligned  draw what the prompt says",
            "  ddpo demo --algorithm rwr --out runs/rwr          weigh samples by their reward instead",
            "  ddpo demo --kl-coefficient 10 --out runs/near     stay closer to the model it starts from",
            "  ddpo demo --reward http --reward-parameter url=http://localhost:8000/ --out runs/mine",
            "  ddpo demo --seed 2 --iterations 20 --out runs/longer",
            "  ddpo demo --prompts prompts.txt --lora-rank 4 --out runs/mine",
            "  ddpo demo --fresh                                start over"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String FRESH = "--fresh";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the base model in diffusers layout. Default: the model that is shipped.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--reward",
            paramLabel = "NAME",
            defaultValue = DemoSpecification.REWARD,
            description = "jpeg-compressibility, jpeg-incompressibility, alignment (by a small model that is shipped),"
                    + " aesthetic, vlm-alignment (by a server's model), strict-satisfaction, composite, http, or"
                    + " one of a jar on the class path."
                    + " Default: ${DEFAULT-VALUE}.")
    private String reward;

    @Option(
            names = "--reward-parameter",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the reward, such as url=http://localhost:8000/; may be given several times.")
    private Map<String, String> rewardParameters = Map.of();

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "ddpo-is",
            description = "ddpo-is: policy gradient with importance sampling; ddpo-sf: with the score function, one"
                    + " update an iteration; rwr: regression on samples weighed by their reward; rwr-sparse: on the"
                    + " best of each prompt. Default: ${DEFAULT-VALUE}.")
    private String algorithm;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description =
                    "Learning rate of AdamW. Default: that of the algorithm; 1e-2 for adapters of the shipped model.")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--beta",
            paramLabel = "BETA",
            description = "Of rwr: a sample weighs exp(BETA * reward), and rewards of JPEG are in kB." + " Default: "
                    + DemoTraining.BETA + ".")
    private Optional<Double> beta = Optional.empty();

    @Option(
            names = "--kl-coefficient",
            paramLabel = "C",
            defaultValue = "0",
            description = "What ddpo-is and ddpo-sf are charged for the divergence from the base model."
                    + " Default: ${DEFAULT-VALUE}.")
    private double klCoefficient;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "" + DemoSpecification.ITERATIONS,
            description = "Iterations to train. Default: ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "" + DemoSpecification.SAMPLES,
            description = "Samples of one iteration. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--staleness",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many versions the samples of an iteration may be behind the weights that are trained on"
                    + " them. 0: sampling and training take turns; 1 or more: they go on side by side."
                    + " Default: ${DEFAULT-VALUE}.")
    private int staleness;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "Prompts to train on, one a line. Default: the 45 animals of the paper.")
    private Optional<Path> prompts = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "" + DemoSpecification.STEPS,
            description = "Denoising steps of a sample. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--guidance",
            paramLabel = "W",
            defaultValue = "" + DemoSpecification.GUIDANCE,
            description = "Classifier-free guidance, in sampling and in training. 1 is none, and half of the work."
                    + " Default: ${DEFAULT-VALUE}.")
    private double guidance;

    @Option(
            names = "--lora-rank",
            paramLabel = "R",
            defaultValue = "0",
            description = "Train adapters of this rank; 0 trains the whole UNet. Default: ${DEFAULT-VALUE}.")
    private int loraRank;

    @Option(
            names = "--lora-targets",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Linear layers to adapt, by the end of their name. Default: to_q,to_k,to_v,to_out.0, and on the"
                            + " shipped model ff.net.0.proj,ff.net.2,time_emb_proj too.")
    private List<String> loraTargets = List.of();

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--memory-budget",
            paramLabel = "SIZE",
            description =
                    "Memory that the learner's model and a micro-batch may take by estimate, such as 10GB. Smaller"
                            + " micro-batches fit into less, and give the same up to rounding. Default: no limit.")
    private Optional<String> memoryBudget = Optional.empty();

    @Option(
            names = "--evaluate-every",
            paramLabel = "K",
            defaultValue = "" + DemoEvaluation.EVERY,
            description = "Every so many versions draw the same prompts from the same seeds, some of them never trained"
                    + " on; 0: the first and the last. Default: ${DEFAULT-VALUE}.")
    private int evaluateEvery;

    @Option(
            names = "--on-overoptimisation",
            paramLabel = "ACTION",
            defaultValue = "alert",
            description = "What follows when the reward still rises while the pictures stop being what was asked for:"
                    + " ignore, alert, stop, or rollback to the last sound version. Default: ${DEFAULT-VALUE}.")
    private String onOveroptimisation;

    @Option(
            names = "--samplers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Samplers that work at the same time; the result does not depend on it."
                    + " Default: ${DEFAULT-VALUE}.")
    private int samplers;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the broker on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "Folder of the log and the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = FRESH, description = "Delete first what an earlier demo left in --out.")
    private boolean fresh;

    @Option(names = "--no-console", description = "Do not show the run in a browser meanwhile.")
    private boolean noConsole;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Inputs.require(samplers >= 1, "--samplers: expected at least 1, got " + samplers);
        DeviceName device = training.compute().requireThere();
        DemoTraining learning =
                Inputs.sound(() -> new DemoTraining(DemoAlgorithm.of(algorithm), learningRate, beta, klCoefficient));
        DemoEvaluation evaluation = Inputs.sound(
                () -> new DemoEvaluation(evaluateEvery, DemoEvaluation.onOveroptimisation(onOveroptimisation)));
        DemoOptions options = new DemoOptions(
                model.orElseGet(LocalModel::shipped),
                reward,
                rewardParameters,
                iterations,
                samples,
                staleness,
                seed,
                steps,
                guidance,
                learning,
                loraRank,
                loraTargets,
                device,
                training.settings(),
                memoryBudget.map(size -> MemorySize.bytes("--memory-budget", size)),
                prompts,
                evaluation,
                samplers,
                port,
                out,
                fresh,
                !noConsole);
        Terminal terminal = new Terminal(spec.commandLine().getOut(), Terminal.isLive());
        String again = again(spec.commandLine().getParseResult().originalArgs());
        new Demo(options, terminal, again, InstantSource.system()).run();
        return 0;
    }

    /** The command line that goes on; options with spaces in quotes. */
    static String again(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> !argument.equals(FRESH))
                .map(argument -> argument.contains(" ") ? "'" + argument + "'" : argument)
                .collect(Collectors.joining(" ", "./ddpo ", ""));
    }
}
