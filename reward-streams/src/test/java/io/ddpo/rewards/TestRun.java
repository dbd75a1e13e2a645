package io.ddpo.rewards;

import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import java.util.List;
import java.util.Map;

/** A small run in lockstep, to vary in tests. */
public final class TestRun {
    public static final String NAME = "demo";

    private TestRun() {}

    /** Four samples an iteration; a prompt has statistics of its own from four rewards on. */
    public static RunSpecification specification() {
        return builder().build();
    }

    public static RunSpecification.Builder builder() {
        return RunSpecification.newBuilder()
                .setRun(NAME)
                .setSeed(1)
                .setBaseModel(new BaseModel("models/emoji-32", "0".repeat(64)))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(1e-4)
                        .setAdvantageClamp(5.0)
                        .build())
                .setAdvantages(new AdvantageSettings(true, 6, 4))
                .setPrompts(List.of(new Prompt("a fox", Map.of()), new Prompt("an owl", Map.of())))
                .setSampling(new SamplingSettings(2, 1.0, 5.0, 2, LatentDtype.FLOAT32))
                .setIterations(3)
                .setSamplesPerIteration(4)
                .setTraining(training())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.5))
                .setEvaluation(new EvaluationSettings(
                        0, List.of(new Prompt("a fox", Map.of()), new Prompt("an owl", Map.of())), 2, 7L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(1);
    }

    private static TrainingSettings training() {
        return TrainingSettings.newBuilder()
                .setLearningRate(1e-3)
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(1)
                .setInnerEpochs(1)
                .setTimestepFraction(1.0)
                .setMicroBatch(2)
                .build();
    }
}
