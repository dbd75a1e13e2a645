package io.ddpo.sampler;

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
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The specification of a run on the tiny model. */
final class TinyRun {
    private TinyRun() {}

    static RunSpecification.Builder specification(String run) throws IOException {
        return RunSpecification.newBuilder()
                .setRun(run)
                .setSeed(1)
                .setBaseModel(new BaseModel(TinyModel.FOLDER.toString(), TinyModel.digest()))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(1e-4)
                        .setAdvantageClamp(5.0)
                        .build())
                .setAdvantages(new AdvantageSettings(true, 32, 16))
                .setPrompts(List.of(new Prompt("a fox", Map.of())))
                .setSampling(new SamplingSettings(4, 1.0, 3.0, 3, LatentDtype.FLOAT16))
                .setIterations(1)
                .setSamplesPerIteration(4)
                .setTraining(training())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 0L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(1);
    }

    private static TrainingSettings training() {
        return TrainingSettings.newBuilder()
                .setLearningRate(1e-5)
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(1)
                .setInnerEpochs(1)
                .setTimestepFraction(1.0)
                .setMicroBatch(1)
                .build();
    }
}
