package io.ddpo.schemas;

import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.KlSettings;
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
import java.util.List;
import java.util.Map;

/** A sound specification in the published settings, to vary in tests. */
public final class Specifications {
    private Specifications() {}

    public static RunSpecification sound() {
        return RunSpecification.newBuilder()
                .setRun("demo")
                .setSeed(1)
                .setBaseModel(new BaseModel("models/emoji-32", "0".repeat(64)))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(1e-4)
                        .setAdvantageClamp(5.0)
                        .setKl(new KlSettings(32, 0.0))
                        .build())
                .setAdvantages(new AdvantageSettings(true, 32, 16))
                .setPrompts(List.of(new Prompt("a fox", Map.of()), new Prompt("two wolves", counting())))
                .setSampling(new SamplingSettings(50, 1.0, 5.0, 8, LatentDtype.FLOAT32))
                .setIterations(100)
                .setSamplesPerIteration(256)
                .setTraining(training())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1))
                .setEvaluation(new EvaluationSettings(0, List.of(new Prompt("a fox", Map.of())), 2, 7L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(1)
                .build();
    }

    public static Map<String, String> counting() {
        return Map.of("count", "2", "noun", "wolf", "plural", "wolves");
    }

    private static TrainingSettings training() {
        return TrainingSettings.newBuilder()
                .setLora(new Lora(4, 4.0, List.of("to_q", "to_k", "to_v", "to_out.0")))
                .setLearningRate(3e-4)
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(4)
                .setInnerEpochs(1)
                .setTimestepFraction(1.0)
                .setMicroBatch(8)
                .build();
    }
}
