package io.ddpo.local;

import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.IterationRewards;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.Sessions;
import io.ddpo.local.history.TrajectoryCounts;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.avro.WeightsManifest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A run of two iterations to report on, and its parts to vary. */
public final class Runs {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    public static final String SHA = "ab".repeat(32);

    private Runs() {}

    /** Of the tiny model, so small that a whole run takes seconds. */
    public static RunSpecification specification() {
        return RunSpecification.newBuilder()
                .setRun("demo")
                .setSeed(1)
                .setBaseModel(new BaseModel(TinyModel.folder().toString(), "0".repeat(64)))
                .setStaleness(0)
                .setObjective(Objective.newBuilder()
                        .setAlgorithm(Algorithm.DDPO_IS)
                        .setClipRange(5e-4)
                        .setAdvantageClamp(5.0)
                        .build())
                .setAdvantages(new AdvantageSettings(true, 32, 16))
                .setPrompts(List.of(prompt("fox"), prompt("wolf")))
                .setSampling(new SamplingSettings(3, 1.0, 1.0, 2, LatentDtype.FLOAT32))
                .setIterations(2)
                .setSamplesPerIteration(4)
                .setTraining(training(null))
                .setReward(new RewardSettings("jpeg-compressibility", Map.of()))
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 0.1))
                .setEvaluation(new EvaluationSettings(0, List.of(prompt("fox")), 2, 7L))
                .setRetention(new RetentionSettings(3, 0, 2))
                .setIntraOpThreads(1)
                .build();
    }

    public static Prompt prompt(String noun) {
        return new Prompt("a " + noun, Map.of("noun", noun));
    }

    public static TrainingSettings training(Lora lora) {
        return TrainingSettings.newBuilder()
                .setLora(lora)
                .setLearningRate(3e-4)
                .setBeta1(0.9)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-4)
                .setMaxGradNorm(1.0)
                .setUpdatesPerBatch(2)
                .setInnerEpochs(1)
                .setTimestepFraction(1.0)
                .setMicroBatch(2)
                .build();
    }

    public static WeightsManifest manifest(int version, RunState state) {
        return WeightsManifest.newBuilder()
                .setRun("demo")
                .setVersion(version)
                .setIteration(version)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest("0".repeat(64))
                .setWeights(new ChunkedPayload("demo.weights", 0, List.of(0L), 1L, "0".repeat(64)))
                .setPolicySha256(SHA)
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(1)
                .setSettings(Map.of())
                .setDeterminismKey("batch 2, threads 1")
                .setState(state)
                .setCreatedAt(START.plusSeconds(version))
                .setCounters(Map.of("trained", 4L * version))
                .build();
    }

    public static Metric iteration(int iteration, double maxLogRatio) {
        return Metric.newBuilder()
                .setSeries("iteration")
                .setIteration(iteration)
                .setPolicyVersion(iteration)
                .setStep(iteration)
                .setTimestamp(START.plusSeconds(iteration))
                .setValues(Map.of(
                        "rewardMean", -1.5 + iteration,
                        "rewardStd", 0.5,
                        "samples", 4.0,
                        "samplesPerSecond", 0.4,
                        "wallSeconds", 10.0,
                        "maxLogRatioOnPolicy", maxLogRatio))
                .build();
    }

    public static RunHistory history() {
        return new RunHistory(
                specification(),
                List.of(manifest(0, RunState.RUNNING), manifest(1, RunState.RUNNING), manifest(2, RunState.FINISHED)),
                List.of(
                        new IterationRewards(0, List.of(-2.0, -1.0, -2.0, -1.0)),
                        new IterationRewards(1, List.of(-1.0, 0.0, -1.0, 0.0))),
                List.of(
                        iteration(0, 1e-7),
                        Sessions.metric(START, START.plusSeconds(10), 800, 1, 1, 0),
                        iteration(1, 3e-7),
                        Sessions.metric(START, START.plusSeconds(20), 900, 2, 2, 1)),
                List.of(picture(0, 1, 0x203040), picture(0, 2, 0x000000), picture(2, 1, 0xd0e0f0)),
                new TrajectoryCounts(8, 8, 8, 8, 1, 0));
    }

    /** The same run with other metrics. */
    public static RunHistory withMetrics(List<Metric> metrics) {
        RunHistory run = history();
        return new RunHistory(
                run.specification(), run.versions(), run.iterations(), metrics, run.evaluations(), run.trajectories());
    }

    public static EvaluationPicture picture(int version, long seed, int rgb) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, rgb);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EvaluationPicture(version, "a fox", Map.of("noun", "fox"), seed, png.toByteArray());
    }
}
