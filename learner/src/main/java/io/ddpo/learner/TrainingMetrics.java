package io.ddpo.learner;

import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The metric records of an iteration: one for each update, and one for the whole. */
final class TrainingMetrics {
    /** Series with one record an update. */
    static final String UPDATES = "learner.update";

    /** Series with one record an iteration. */
    static final String ITERATIONS = "iteration";

    private static final String KL_TO_BASE = "klToBase";

    private TrainingMetrics() {}

    /** @param from the version that was trained from */
    static List<Metric> of(
            WeightsManifest from, IterationClosed closed, IterationTraining training, Timing timing, Instant now) {
        List<Metric> metrics = new ArrayList<>();
        long step = Counters.of(from, Counters.UPDATES);
        for (UpdateFigures update : training.figures()) {
            metrics.add(metric(UPDATES, from, step++, values(update), now));
        }
        metrics.add(metric(ITERATIONS, from, from.getIteration(), values(from, closed, training, timing, now), now));
        return metrics;
    }

    /** What will be known of the divergence from the base; none where it was not measured. */
    static List<Metric> divergence(WeightsManifest from, IterationTraining training, Instant now) {
        return training.divergence().stream()
                .mapToObj(divergence ->
                        metric(ITERATIONS, from, from.getIteration(), Map.of(KL_TO_BASE, divergence), now))
                .toList();
    }

    private static Map<String, Double> values(UpdateFigures update) {
        Map<String, Double> values = new TreeMap<>(Map.of(
                "loss", update.loss(),
                "gradientNorm", update.gradientNorm(),
                "transitions", (double) update.transitions(),
                "modelSeconds", update.modelSeconds()));
        update.ratios().ifPresent(ratios -> {
            values.put("approxKl", ratios.approxKl());
            values.put("clipFraction", ratios.clipFraction());
        });
        return values;
    }

    private static Map<String, Double> values(
            WeightsManifest from, IterationClosed closed, IterationTraining training, Timing timing, Instant now) {
        Map<String, Double> values = new TreeMap<>(timing.values());
        values.put("rewardMean", closed.getRewardMean());
        values.put("rewardStd", closed.getRewardStd());
        values.put("samples", (double) training.samples());
        values.put("failures", (double) closed.getFailures().size());
        values.put("updates", (double) training.figures().size());
        values.put("samplesPerSecond", training.samples() / Timing.seconds(timing.wall()));
        values.put(
                training.onPolicy() ? "maxLogRatioOnPolicy" : "maxLogRatioOffPolicy",
                training.contract().maxLogRatio());
        from.getOpenIterations().stream().findFirst().ifPresent(open -> values.putAll(requested(from, open, now)));
        training.divergence().ifPresent(divergence -> values.put(KL_TO_BASE, divergence));
        for (String name : List.of("loss", "gradientNorm", "approxKl", "clipFraction")) {
            training.figures().stream()
                    .map(update -> values(update).get(name))
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .ifPresent(mean -> values.put(name, mean));
        }
        return values;
    }

    /** Of an iteration that the run requested itself. */
    private static Map<String, Double> requested(WeightsManifest from, OpenIteration trained, Instant now) {
        return Map.of(
                "staleness",
                (double) from.getVersion() - trained.getPolicyVersion(),
                "openSamples",
                (double) openSamples(from),
                "ageSeconds",
                Timing.seconds(Duration.between(trained.getRequestedAt(), now)));
    }

    /** Requested and neither trained on nor given up, those of this iteration among them. */
    private static long openSamples(WeightsManifest from) {
        return Counters.of(from, Counters.REQUESTED)
                - Counters.of(from, Counters.TRAINED)
                - Counters.of(from, Counters.FAILED)
                - Counters.of(from, Counters.DISCARDED);
    }

    private static Metric metric(
            String series, WeightsManifest from, long step, Map<String, Double> values, Instant now) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(from.getIteration())
                .setPolicyVersion(from.getVersion())
                .setStep(step)
                .setTimestamp(now)
                .setValues(values)
                .build();
    }
}
