package io.ddpo.learner;

import io.ddpo.diffusion.policy.ModelFolder;
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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small run of the tiny model, to vary in tests. */
final class Specifications {
    static final Path MODEL = Path.of("../diffusion/src/test/resources/fixtures/tiny-text-pixel");

    private Specifications() {}

    /** Two iterations of six samples in batches of four, two updates each. */
    static RunSpecification small() {
        return RunSpecification.newBuilder()
                .setRun("demo")
                .setSeed(1)
                .setBaseModel(new BaseModel(MODEL.toString(), digest()))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(1e-3)
                        .setAdvantageClamp(5.0)
                        .build())
                .setAdvantages(new AdvantageSettings(true, 32, 16))
                .setPrompts(List.of(new Prompt("a fox", Map.of()), new Prompt("two wolves", Map.of("count", "2"))))
                .setSampling(new SamplingSettings(2, 1.0, 5.0, 4, LatentDtype.FLOAT32))
                .setIterations(2)
                .setSamplesPerIteration(6)
                .setTraining(training())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.5))
                .setEvaluation(new EvaluationSettings(0, List.of(new Prompt("an owl", Map.of())), 2, 7L))
                .setRetention(new RetentionSettings(0, 0, 2))
                .setIntraOpThreads(1)
                .build();
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
                .setUpdatesPerBatch(2)
                .setInnerEpochs(1)
                .setTimestepFraction(1.0)
                .setMicroBatch(4)
                .build();
    }

    private static String digest() {
        try {
            return ModelFolder.at(MODEL).digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
