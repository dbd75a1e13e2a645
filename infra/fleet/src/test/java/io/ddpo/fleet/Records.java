package io.ddpo.fleet;

import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Records of a log, to vary in tests. */
final class Records {
    private Records() {}

    static RunEntry entry(String run, String keeper, Map<String, Integer> roles) {
        return new RunEntry(run, "a".repeat(64), roles, Instant.EPOCH, keeper, "ada", "because");
    }

    static Control command(Object command) {
        return new Control("ada", "because", Instant.EPOCH, command);
    }

    static Control samplers(int count) {
        return command(new SetSamplers(count));
    }

    static Control created(String run, int evaluatedPrompts, OnOveroptimisation guard) {
        return command(new CreateRun(RunSpecification.newBuilder(specification(run))
                .setEvaluation(new EvaluationSettings(
                        0,
                        Collections.nCopies(evaluatedPrompts, new Prompt("a fox", Map.of())),
                        evaluatedPrompts == 0 ? 0 : 2,
                        7L))
                .setGuard(new GuardSettings(List.of(), 0.4, guard))
                .build()));
    }

    static Metric metric(String series, int version) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(version)
                .setPolicyVersion(version)
                .setStep(version)
                .setTimestamp(Instant.EPOCH)
                .setValues(Map.of())
                .build();
    }

    static WeightsManifest.Builder manifest(String run, int version, RunState state) {
        return WeightsManifest.newBuilder()
                .setRun(run)
                .setVersion(version)
                .setParentVersion(version == 0 ? null : version - 1)
                .setIteration(version)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest("0".repeat(64))
                .setWeights(ChunkedPayload.newBuilder()
                        .setTopic(run + ".weights")
                        .setPartition(0)
                        .setOffsets(List.of(0L))
                        .setByteLength(1)
                        .setSha256("0".repeat(64))
                        .build())
                .setPolicySha256("0".repeat(64))
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(1)
                .setSettings(Map.of())
                .setDeterminismKey("any")
                .setState(state)
                .setCreatedAt(Instant.EPOCH);
    }

    private static RunSpecification specification(String run) {
        return RunSpecification.newBuilder()
                .setRun(run)
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
                .setPrompts(List.of(new Prompt("a fox", Map.of())))
                .setSampling(new SamplingSettings(50, 1.0, 5.0, 8, LatentDtype.FLOAT32))
                .setIterations(100)
                .setSamplesPerIteration(256)
                .setTraining(training())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(1)
                .build();
    }

    private static TrainingSettings training() {
        return TrainingSettings.newBuilder()
                .setLora(new Lora(4, 4.0, List.of("to_q")))
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
