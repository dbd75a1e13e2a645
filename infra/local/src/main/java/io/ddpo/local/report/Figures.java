package io.ddpo.local.report;

import io.ddpo.local.history.RunHistory;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.RegressionSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a report says in words and numbers. */
final class Figures {
    private static final String NOT_JUDGED = "not judged: the model has no judge, or a prompt no noun";

    private Figures() {}

    /** The few that matter most. */
    static Map<String, String> tiles(Summary summary) {
        Map<String, String> tiles = new LinkedHashMap<>();
        tiles.put(
                "Mean reward, first iteration",
                number("%.3f", summary.reward().first().mean()));
        tiles.put(
                "Mean reward, last three",
                number("%.3f", summary.reward().last().mean()));
        tiles.put("Gain in standard deviations", number("%+.1f", gain(summary)));
        tiles.put("Iterations", Integer.toString(summary.iterations()));
        tiles.put("Time", duration(summary.seconds()));
        if (summary.judgeAccuracy() != null) {
            tiles.put("Recognised, base", percent(summary.judgeAccuracy().base()));
            tiles.put("Recognised, last", percent(summary.judgeAccuracy().last()));
        }
        return tiles;
    }

    private static double gain(Summary summary) {
        return (summary.reward().last().mean() - summary.reward().first().mean())
                / summary.reward().first().std();
    }

    static Map<String, String> all(RunHistory history, Summary summary) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("Reward, first iteration", spread(summary.reward().first()));
        figures.put("Reward, last three iterations", spread(summary.reward().last()));
        figures.put(
                "Pictures the judge recognises",
                summary.judgeAccuracy() == null
                        ? NOT_JUDGED
                        : percent(summary.judgeAccuracy().base()) + " under the base, "
                                + percent(summary.judgeAccuracy().last()) + " under the last version");
        figures.put(
                "Over-optimised",
                summary.overoptimisedAt() == null
                        ? "no version that was evaluated"
                        : "from version " + summary.overoptimisedAt());
        figures.put(
                "Largest log-ratio on policy",
                summary.maxLogRatioOnPolicy() == null
                        ? "none: all samples are another policy's"
                        : number("%.1e", summary.maxLogRatioOnPolicy()) + " nats");
        figures.put(
                "Training samples",
                "%d requested, %d published, %d scored, %d trained on"
                        .formatted(
                                summary.trajectories().requested(),
                                summary.trajectories().published(),
                                summary.trajectories().scored(),
                                summary.trajectories().trained()));
        figures.put("Duplicates dropped", Long.toString(summary.trajectories().duplicates()));
        figures.put("Dead letters", Long.toString(summary.trajectories().deadLettered()));
        figures.put("Samples per second", number("%.2f", rate(history)));
        figures.put(
                "Wall time without model computation",
                summary.logShare() == null ? "unknown" : number("%.1f", 100 * summary.logShare()) + "%");
        figures.put("Peak memory", number("%.0f", summary.peakRssMb()) + " MB");
        figures.put("Weights version", Integer.toString(summary.weightsVersion()));
        figures.put("Policy SHA-256", summary.policySha256());
        figures.put("Determinism key", history.last().getDeterminismKey());
        return figures;
    }

    /** Over whole iterations, sampling and training together. */
    private static double rate(RunHistory history) {
        double samples = Arrays.stream(history.values("iteration", "samples")).sum();
        return samples
                / Arrays.stream(history.values("iteration", "wallSeconds")).sum();
    }

    static Map<String, String> settings(RunSpecification specification) {
        Map<String, String> settings = new LinkedHashMap<>();
        SamplingSettings sampling = specification.getSampling();
        TrainingSettings training = specification.getTraining();
        settings.put("Base model", specification.getBaseModel().getReference());
        settings.put("Reward", specification.getReward().getName());
        settings.put("Seed", Long.toString(specification.getSeed()));
        settings.put(
                "Iterations",
                "%d of %d samples".formatted(specification.getIterations(), specification.getSamplesPerIteration()));
        settings.put(
                "Prompts",
                "%d, one drawn for each sample"
                        .formatted(specification.getPrompts().size()));
        settings.put(
                "Sampling",
                "%d steps, eta %s, guidance %s, batches of %d"
                        .formatted(
                                sampling.getSteps(),
                                plain(sampling.getEta()),
                                plain(sampling.getGuidanceScale()),
                                sampling.getBatch()));
        settings.put("Objective", objective(specification.getObjective()));
        settings.put(
                "Training",
                "%s, AdamW at %s, %d updates an iteration, %s of the steps, micro-batches of %d"
                        .formatted(
                                training.getLora()
                                        .map(lora -> "LoRA of rank " + lora.getRank())
                                        .orElse("full UNet"),
                                plain(training.getLearningRate()),
                                training.getUpdatesPerBatch() * training.getInnerEpochs(),
                                percent(training.getTimestepFraction()),
                                training.getMicroBatch()));
        settings.put("Threads of a tensor operation", Integer.toString(specification.getIntraOpThreads()));
        return settings;
    }

    private static String objective(Objective objective) {
        RegressionSettings regression = objective.getRegression();
        String compared = regression.getPerPrompt() ? "each prompt" : "the iteration";
        String what = switch (objective.getAlgorithm()) {
            case DDPO_IS ->
                "clip %s, advantages within ±%s"
                        .formatted(plain(objective.getClipRange()), plain(objective.getAdvantageClamp()));
            case DDPO_SF -> "advantages within ±%s".formatted(plain(objective.getAdvantageClamp()));
            case RWR -> "β %s over the samples of %s".formatted(plain(regression.getBeta()), compared);
            case RWR_SPARSE ->
                "rewards from percentile %s of %s".formatted(plain(regression.getPercentile()), compared);
        };
        double penalty = objective.getKl().getCoefficient();
        return objective.getAlgorithm() + ", " + what
                + (penalty == 0 ? "" : ", %s for a nat from the base".formatted(plain(penalty)));
    }

    private static String spread(Summary.MeanStd spread) {
        return number("%.4f", spread.mean()) + " ± " + number("%.4f", spread.std());
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    /** As a person would write it. */
    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : "%d min %d s".formatted(whole / 60, whole % 60);
    }

    /** With a true minus sign. */
    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value).replace('-', '−');
    }
}
