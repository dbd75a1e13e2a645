package io.ddpo.console;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sound records of a run, to be told apart by what a test is about. */
public final class Records {
    public static final String RUN = "run";
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SHA = "0".repeat(64);

    private Records() {}

    public static RunSpecification specification(String run, int iterations, int samples, List<String> prompts) {
        List<Prompt> all = prompts.stream()
                .map(text -> new Prompt(text, Map.of("noun", text)))
                .toList();
        return RunSpecification.newBuilder()
                .setRun(run)
                .setSeed(1)
                .setBaseModel(new BaseModel("models/emoji-32", SHA))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(1e-3)
                        .setAdvantageClamp(5)
                        .build())
                .setAdvantages(new AdvantageSettings(true, 32, 4))
                .setPrompts(all)
                .setSampling(new SamplingSettings(20, 1.0, 1.0, 16, LatentDtype.FLOAT32))
                .setIterations(iterations)
                .setSamplesPerIteration(samples)
                .setTraining(TrainingSettings.newBuilder()
                        .setLearningRate(3e-4)
                        .setBeta1(0.9)
                        .setBeta2(0.999)
                        .setEpsilon(1e-8)
                        .setWeightDecay(1e-4)
                        .setMaxGradNorm(1)
                        .setUpdatesPerBatch(1)
                        .setInnerEpochs(1)
                        .setTimestepFraction(0.5)
                        .setMicroBatch(16)
                        .build())
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1))
                .setEvaluation(new EvaluationSettings(1, all, 2, 7L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(2)
                .build();
    }

    public static Control create(RunSpecification specification) {
        return command(new CreateRun(specification), "");
    }

    /** Given at the moment in which runs are created. */
    public static Control command(Object command, String why) {
        return command(command, why, 0);
    }

    /** The same later; versions come every ten seconds. */
    public static Control command(Object command, String why, int seconds) {
        return Control.newBuilder()
                .setWho("ada")
                .setWhy(why)
                .setTimestamp(NOW.plusSeconds(seconds))
                .setCommand(command)
                .build();
    }

    public static String id(boolean evaluation, int iteration, int index) {
        return String.format(
                Locale.ROOT, "%c%06d-%05d-%04d", evaluation ? 'e' : 't', iteration, index / 16, index % 16);
    }

    /** Of a training sample, whose version is its iteration. */
    public static Reward reward(int iteration, int index, String prompt, double value) {
        return reward(false, iteration, index, prompt, value).build();
    }

    public static Reward.Builder reward(boolean evaluation, int version, int index, String prompt, double value) {
        String id = id(evaluation, version, index);
        return Reward.newBuilder()
                .setTrajectoryId(id)
                .setRequestId(id.substring(0, 13))
                .setIndexInRequest(index % 16)
                .setIteration(version)
                .setIterationSize(4)
                .setPurpose(evaluation ? Purpose.EVALUATION : Purpose.TRAIN)
                .setPolicyVersion(version)
                .setPrompt(prompt)
                .setMetadata(Map.of("noun", prompt))
                .setSeed(Long.MAX_VALUE - index)
                .setSampler("sampler-1")
                .setTrajectory(new Location("run.trajectories", 0, (long) index, id, SHA))
                .setPicture(new PictureLocation("run.samples", 0, (long) index))
                .setResult(new Score(value, Map.of("kib", -value)));
    }

    public static Reward failure(int iteration, int index, String prompt, String stage) {
        return reward(false, iteration, index, prompt, 0)
                .setTrajectory(null)
                .setResult(new Failure(stage, "no memory left"))
                .build();
    }

    public static AdvantageEntry advantage(int iteration, int index, String prompt, double reward, double advantage) {
        String id = id(false, iteration, index);
        return new AdvantageEntry(
                iteration,
                Advantage.newBuilder()
                        .setTrajectoryId(id)
                        .setRequestId(id.substring(0, 13))
                        .setIndexInRequest(index % 16)
                        .setPolicyVersion(iteration)
                        .setPrompt(prompt)
                        .setReward(reward)
                        .setAdvantage(advantage)
                        .setMean(reward - advantage)
                        .setStd(1)
                        .setScope(AdvantageScope.PROMPT)
                        .setCount(8)
                        .setTrajectory(new Location("run.trajectories", 0, (long) index, id, SHA))
                        .build());
    }

    public static AdvantageEntry closed(int iteration, double mean, double std) {
        return new AdvantageEntry(iteration, new IterationClosed(iteration, List.of(), List.of(), mean, std, SHA));
    }

    public static WeightsManifest manifest(String run, int version, RunState state, long nextControlOffset) {
        return WeightsManifest.newBuilder()
                .setRun(run)
                .setVersion(version)
                .setParentVersion(version == 0 ? null : version - 1)
                .setIteration(version)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest(SHA)
                .setWeights(new ChunkedPayload(run + ".weights", 0, List.of(0L), 1_000L, SHA))
                .setPolicySha256(SHA)
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(nextControlOffset)
                .setSettings(Map.of("training.learningRate", "3.0E-4"))
                .setDeterminismKey("batch=16")
                .setState(state)
                .setStateReason(state == RunState.PAUSED ? "ada: lunch" : "")
                .setCreatedAt(NOW.plusSeconds(10L * version))
                .setCounters(Map.of("trained", 4L * version))
                .build();
    }

    public static Metric metric(String series, int iteration, long step, Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(iteration)
                .setPolicyVersion(iteration)
                .setStep(step)
                .setTimestamp(NOW.plusSeconds(step))
                .setValues(values)
                .build();
    }

    public static WorkerHeartbeat heartbeat(String worker, String role, WorkerState state, Instant when) {
        return WorkerHeartbeat.newBuilder()
                .setWorker(worker)
                .setRole(role)
                .setHost("node-1")
                .setPid(4711)
                .setDevice("cpu")
                .setState(state)
                .setPolicyVersion(2)
                .setIteration(2)
                .setProgress(0.5)
                .setRates(Map.of("samples", 8.0))
                .setStartedAt(NOW.minusSeconds(60))
                .setTimestamp(when)
                .build();
    }

    public static DeadLetter deadLetter(String reason) {
        return DeadLetter.newBuilder()
                .setTopic("run.samples")
                .setPartition(1)
                .setOffset(12)
                .setKey("t000001-00000-0003")
                .setStage("decode")
                .setReason(reason)
                .setWorker("rewards")
                .setTimestamp(NOW)
                .build();
    }
}
