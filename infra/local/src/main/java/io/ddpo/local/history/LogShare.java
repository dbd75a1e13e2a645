package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the log costs a run: the share of an iteration's wall time in which no model computes. Samplers compute side by
 * side, so that the busiest of them counts.
 *
 * <p>In lockstep samplers and learner take turns, so that their times add up. In a pipelined run they also compute at the
 * same time, which counts once; what learner or sampler waits for while the other computes is no cost of the log.
 */
public final class LogShare {
    private static final String ITERATION = "iteration";
    private static final String BATCH = "sampler.batch";
    private static final String MODEL_SECONDS = "modelSeconds";

    /** While the learner waits for an evaluation, a sampler computes. */
    private static final String JUDGING_SECONDS = "judgingSeconds";

    private final List<Metric> iterations;
    private final List<Metric> batches;

    private LogShare(List<Metric> metrics) {
        iterations = ofSeries(metrics, ITERATION);
        batches = ofSeries(metrics, BATCH);
    }

    private static List<Metric> ofSeries(List<Metric> metrics, String series) {
        return metrics.stream()
                .filter(metric -> metric.getSeries().equals(series))
                .toList();
    }

    /**
     * The median of all iterations, between 0 and 1: an interruption is in the wall time of one of them only.
     *
     * @param metrics of a run
     * @return empty if no iteration was both sampled and trained
     */
    public static OptionalDouble of(List<Metric> metrics) {
        LogShare run = new LogShare(metrics);
        boolean pipelined =
                run.iterations.stream().anyMatch(metric -> metric.getValues().getOrDefault("staleness", 0.0) > 0);
        double[] shares = run.iterations.stream()
                .map(iteration -> pipelined ? run.besideEachOther(iteration) : run.inTurns(iteration))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return shares.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(shares));
    }

    private Double inTurns(Metric iteration) {
        List<Metric> sampled = batches.stream()
                .filter(batch -> "TRAIN".equals(batch.getLabels().get("purpose")))
                .filter(batch -> batch.getIteration() == iteration.getIteration())
                .toList();
        if (sampled.isEmpty()) {
            return null;
        }
        double training = iteration.getValues().get(MODEL_SECONDS);
        double evaluation = iteration.getValues().getOrDefault(JUDGING_SECONDS, 0.0);
        return share(iteration, training + evaluation + busiest(sampled));
    }

    /** Whatever iteration the batches are for, and whether or not they are trained on. */
    private Double besideEachOther(Metric iteration) {
        if (batches.isEmpty()) {
            return null;
        }
        Map<String, Double> values = iteration.getValues();
        Span cycle = Span.before(iteration.getTimestamp(), values.get("wallSeconds"));
        Instant trained = iteration.getTimestamp().minusMillis(Math.round(1e3 * values.get("publishingSeconds")));
        Span training = Span.before(trained, values.get(MODEL_SECONDS));
        Map<String, List<Span>> sampling = batches.stream()
                .collect(Collectors.groupingBy(
                        batch -> batch.getLabels().get("worker"),
                        Collectors.mapping(LogShare::computing, Collectors.toList())));
        double computing = sampling.values().stream()
                .mapToDouble(spans -> Span.secondsOfAny(Stream.concat(spans.stream(), Stream.of(training)), cycle))
                .max()
                .orElseThrow();
        return share(iteration, computing);
    }

    private static Span computing(Metric batch) {
        return Span.before(batch.getTimestamp(), batch.getValues().get(MODEL_SECONDS));
    }

    private static double share(Metric iteration, double computing) {
        double wall = iteration.getValues().get("wallSeconds");
        return (wall - computing) / wall;
    }

    /** Of all workers' sums the largest. */
    private static double busiest(List<Metric> sampled) {
        return sampled.stream()
                .collect(Collectors.groupingBy(
                        batch -> batch.getLabels().get("worker"),
                        Collectors.summingDouble(batch -> batch.getValues().get(MODEL_SECONDS))))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
