package io.ddpo.local.bench;

import io.ddpo.schemas.avro.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When each sampler of a run answered its requests, as their metrics say. Not thread-safe. */
final class BatchTimes {
    private static final String SERIES = "sampler.batch";

    private final Map<String, List<Metric>> bySampler = new TreeMap<>();

    /** Takes in a record of the run's metrics. */
    void add(Metric metric) {
        if (metric.getSeries().equals(SERIES)) {
            bySampler
                    .computeIfAbsent(metric.getLabels().get("worker"), worker -> new ArrayList<>())
                    .add(metric);
        }
    }

    /** Samplers that have answered at least so many requests. */
    long samplers(int requests) {
        return bySampler.values().stream()
                .filter(answered -> answered.size() >= requests)
                .count();
    }

    /** From when on all of them had answered one. */
    Instant allAtWork() {
        return bySampler.values().stream()
                .map(answered -> answered.get(0).getTimestamp())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** Requests that the slowest sampler has answered since all are at work. */
    long fewestSince(Instant begin) {
        return bySampler.values().stream()
                .mapToLong(answered -> since(answered, begin).size())
                .min()
                .orElse(0);
    }

    /**
     * Samples a second of all samplers together, each between the first and the last of its answers in a time in which all
     * were at work: whole batches in the time that they took.
     */
    double samplesPerSecond(Instant begin) {
        double sum = 0;
        for (List<Metric> answered : bySampler.values()) {
            List<Metric> counted = since(answered, begin);
            double samples = counted.stream()
                    .skip(1)
                    .mapToDouble(metric -> metric.getValues().get("samples"))
                    .sum();
            Instant first = counted.get(0).getTimestamp();
            Instant last = counted.get(counted.size() - 1).getTimestamp();
            sum += samples / ((last.toEpochMilli() - first.toEpochMilli()) / 1e3);
        }
        return sum;
    }

    /** Mean of a figure of the requests that were answered since then. */
    double mean(String figure, Instant begin) {
        return bySampler.values().stream()
                .flatMap(answered -> since(answered, begin).stream())
                .mapToDouble(metric -> metric.getValues().get(figure))
                .average()
                .orElseThrow();
    }

    /** Samples of all requests, and those among them that failed. */
    double total(String figure) {
        return bySampler.values().stream()
                .flatMap(List::stream)
                .mapToDouble(metric -> metric.getValues().get(figure))
                .sum();
    }

    private static List<Metric> since(List<Metric> answered, Instant begin) {
        return answered.stream()
                .filter(metric -> !metric.getTimestamp().isBefore(begin))
                .toList();
    }
}
