package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.MemoryEstimate;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.spec.PromptFile;
import io.ddpo.local.spec.SimpleAnimals;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.ComputeSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Precision;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The run that {@code ddpo demo} makes: sized for two cores and a few minutes. */
public final class DemoSpecification {
    public static final String RUN = "demo";
    public static final String REWARD = "jpeg-compressibility";
    public static final int ITERATIONS = 11;
    public static final int SAMPLES = 96;
    public static final int STEPS = 20;

    /** None: the reward rises more in the same time, because every step costs half and has less noise. */
    public static final double GUIDANCE = 1;

    private static final long MB = 1_000_000;

    private static final double ETA = 1;
    private static final int BATCH = 16;

    /** 1e-4 · 4·64·64 / (3·32·32): the trust region of the published method at the size of the shipped model. */
    private static final double CLIP_RANGE = 5.3e-4;

    private static final double SHIPPED_DIMENSIONS = 3 * 32 * 32;

    /**
     * Most of the spread of a batch is between prompts, and with two samples of each prompt an iteration the published
     * 16 rewards of its own would come too late for a short run.
     */
    private static final AdvantageSettings ADVANTAGES = new AdvantageSettings(true, 32, 4);

    private static final RewardFailurePolicy ON_FAILURE = new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1);

    /** The weights of a full UNet are large and the learner needs the last alone; adapters are small. */
    private static final int WEIGHTS_KEPT = 3;

    private static final int STATES_KEPT = 2;

    private static final RetentionSettings KEEP_ALL = new RetentionSettings(0, 0, STATES_KEPT);

    /** Not the cores of the machine, so that the same seed gives the same weights on most of them. */
    private static final int INTRA_OP_THREADS = 2;

    private DemoSpecification() {}

    /** @throws IOException if the model cannot be read */
    static RunSpecification of(DemoOptions options, LocalModel model) throws IOException {
        List<Prompt> prompts = options.prompts().map(PromptFile::read).orElseGet(SimpleAnimals::prompts);
        return RunSpecification.newBuilder()
                .setRun(RUN)
                .setSeed(options.seed())
                .setBaseModel(new BaseModel(model.reference(), model.folder().digest()))
                .setStaleness(options.staleness())
                .setObjective(options.learning().objective(clipRange(model)))
                .setAdvantages(ADVANTAGES)
                .setPrompts(prompts)
                .setSampling(new SamplingSettings(options.steps(), ETA, options.guidance(), BATCH, LatentDtype.FLOAT32))
                .setIterations(options.iterations())
                .setSamplesPerIteration(options.samples())
                .setTraining(training(options, model))
                .setReward(new RewardSettings(options.reward(), options.rewardParameters()))
                .setRewardFailure(ON_FAILURE)
                .setEvaluation(options.evaluation().settings(prompts, heldOut(options)))
                .setGuard(options.evaluation().guard(options.reward(), shipped(model)))
                .setRetention(
                        options.evaluation().keeping(options.loraRank() > 0 ? KEEP_ALL : keepLast(options.staleness())))
                .setIntraOpThreads(INTRA_OP_THREADS)
                .setCompute(new ComputeSettings(
                        Precision.valueOf(options.compute().precision().name()),
                        options.compute().gradientCheckpointing()))
                .build();
    }

    /** Those that are sampled with while others are trained are kept besides. */
    private static RetentionSettings keepLast(int staleness) {
        return new RetentionSettings(WEIGHTS_KEPT + staleness, 0, STATES_KEPT);
    }

    /** Whoever brings prompts brings no others. */
    private static List<Prompt> heldOut(DemoOptions options) {
        return options.prompts().isPresent() ? List.of() : SimpleAnimals.others();
    }

    /** Log-probabilities are means over the numbers of a latent, whose spread falls with how many there are. */
    private static double clipRange(LocalModel model) throws IOException {
        return CLIP_RANGE * (SHIPPED_DIMENSIONS / dimensions(model));
    }

    private static boolean shipped(LocalModel model) throws IOException {
        return dimensions(model) == SHIPPED_DIMENSIONS;
    }

    private static double dimensions(LocalModel model) throws IOException {
        UNetConfig unet = model.folder().unet();
        return (double) unet.inChannels() * unet.sampleSize() * unet.sampleSize();
    }

    private static double learningRate(DemoOptions options, LocalModel model) throws IOException {
        double usual = options.loraRank() > 0 && shipped(model)
                ? DemoAdapters.SHIPPED_LEARNING_RATE
                : options.learning().algorithm().learningRate();
        return options.learning().learningRate().orElse(usual);
    }

    private static TrainingSettings training(DemoOptions options, LocalModel model) throws IOException {
        Lora lora = adapters(options, model)
                .map(settings -> new Lora(settings.rank(), settings.alpha(), settings.targets()))
                .orElse(null);
        return TrainingSettings.newBuilder()
                .setLora(lora)
                .setLearningRate(learningRate(options, model))
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(options.learning().algorithm().updates())
                .setInnerEpochs(options.learning().algorithm().passes())
                .setTimestepFraction(options.learning().algorithm().timestepFraction())
                .setMicroBatch(microBatch(options, model))
                .build();
    }

    private static Optional<LoraSettings> adapters(DemoOptions options, LocalModel model) throws IOException {
        return DemoAdapters.of(
                options.loraRank(),
                options.loraTargets(),
                shipped(model),
                model.folder().unet());
    }

    private static int microBatch(DemoOptions options, LocalModel model) throws IOException {
        if (options.memoryBudget().isEmpty()) {
            return BATCH;
        }
        MemoryEstimate.Model estimated =
                MemoryEstimate.Model.of(model.folder(), adapters(options, model), options.compute());
        boolean guided = options.guidance() != 1;
        long budget = options.memoryBudget().get();
        int largest = MemoryEstimate.largestBatch(budget, size -> MemoryEstimate.training(estimated, size, guided));
        if (largest == 0) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "--memory-budget: expected at least %d MB, which micro-batches of one sample take, got %d MB"
                            .formatted(
                                    MemoryEstimate.training(estimated, 1, guided)
                                                            .total()
                                                    / MB
                                            + 1,
                                    budget / MB));
        }
        return Math.min(BATCH, largest);
    }
}
