package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What the log costs a lockstep run: the share of an iteration's wall time in which no model computes. Samplers compute
 * side by side, so that the busiest of them counts.
 */
public final class LogShare {
    private static final String ITERATION = "iteration";
    private static final String BATCH = "sampler.batch";
    private static final String MODEL_SECONDS = "modelSeconds";

    private LogShare() {}

    /**
     * The median of all iterations, between 0 and 1: an interruption is in the wall time of one of them only.
     *
     * @param metrics of a run
     * @return empty if no iteration was both sampled and trained
     */
    public static OptionalDouble of(List<Metric> metrics) {
        Map<Integer, Map<String, Double>> sampling = samplingSeconds(metrics);
        double[] shares = metrics.stream()
                .filter(metric -> metric.getSeries().equals(ITERATION))
                .map(metric -> share(metric, sampling.getOrDefault(metric.getIteration(), Map.of())))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return shares.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(shares));
    }

    private static Double share(Metric iteration, Map<String, Double> sampling) {
        if (sampling.isEmpty()) {
            return null;
        }
        double wall = iteration.getValues().get("wallSeconds");
        double model = iteration.getValues().get(MODEL_SECONDS) + busiest(sampling.values());
        return (wall - model) / wall;
    }

    private static double busiest(Collection<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Of training samples: iteration → worker → seconds. */
    private static Map<Integer, Map<String, Double>> samplingSeconds(List<Metric> metrics) {
        Map<Integer, Map<String, Double>> seconds = new HashMap<>();
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(BATCH)
                    && "TRAIN".equals(metric.getLabels().get("purpose"))) {
                seconds.computeIfAbsent(metric.getIteration(), iteration -> new HashMap<>())
                        .merge(
                                metric.getLabels().get("worker"),
                                metric.getValues().get(MODEL_SECONDS),
                                Double::sum);
            }
        }
        return seconds;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
