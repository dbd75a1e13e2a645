package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.local.model.LocalModel;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The run that {@code ddpo demo} makes: sized for two cores and a few minutes. */
public final class DemoSpecification {
    public static final String RUN = "demo";
    public static final String REWARD = "jpeg-compressibility";
    public static final int ITERATIONS = 10;
    public static final int SAMPLES = 64;

    private static final int STEPS = 20;
    private static final double ETA = 1;
    private static final int BATCH = 16;

    /** 1e-4 · 4·64·64 / (3·32·32): the trust region of the published method at this size of picture. */
    private static final double CLIP_RANGE = 5.3e-4;

    private static final double ADVANTAGE_CLAMP = 5;
    private static final AdvantageSettings ADVANTAGES = new AdvantageSettings(true, 32, 16);
    private static final double LEARNING_RATE = 3e-4;
    private static final int UPDATES = 2;
    private static final int LORA_RANK = 4;

    /** Of the first and the last version: every prompt under this many seeds, the same ones whatever the run's seed. */
    private static final int EVALUATION_SEEDS = 2;

    private static final long EVALUATION_SEED = 2305_13301;
    private static final int EVALUATION_PROMPTS = 45;

    private static final RewardFailurePolicy ON_FAILURE = new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1);

    /** The weights of a full UNet are large and the learner needs the last alone; adapters are small. */
    private static final RetentionSettings KEEP_LAST = new RetentionSettings(3, 0, 2);

    private static final RetentionSettings KEEP_ALL = new RetentionSettings(0, 0, 2);

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
                .setStaleness(0)
                .setObjective(new Objective(Algorithm.DDPO_IS, CLIP_RANGE, ADVANTAGE_CLAMP))
                .setAdvantages(ADVANTAGES)
                .setPrompts(prompts)
                .setSampling(
                        new SamplingSettings(STEPS, ETA, model.defaults().guidanceScale(), BATCH, LatentDtype.FLOAT32))
                .setIterations(options.iterations())
                .setSamplesPerIteration(options.samples())
                .setTraining(training(options.lora()))
                .setReward(new RewardSettings(options.reward(), Map.of()))
                .setRewardFailure(ON_FAILURE)
                .setEvaluation(new EvaluationSettings(
                        0,
                        prompts.subList(0, Math.min(prompts.size(), EVALUATION_PROMPTS)),
                        EVALUATION_SEEDS,
                        EVALUATION_SEED))
                .setRetention(options.lora() ? KEEP_ALL : KEEP_LAST)
                .setIntraOpThreads(INTRA_OP_THREADS)
                .build();
    }

    private static TrainingSettings training(boolean lora) {
        return TrainingSettings.newBuilder()
                .setLora(lora ? new Lora(LORA_RANK, (double) LORA_RANK, LoraSettings.ATTENTION) : null)
                .setLearningRate(LEARNING_RATE)
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(UPDATES)
                .setInnerEpochs(1)
                .setTimestepFraction(0.5)
                .setMicroBatch(BATCH)
                .build();
    }
}
