package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The figures of a learner for operators: where the run stands, its counters, and what the last iteration showed. */
final class LearnerMeters implements LearnerListener {
    private final MeterRegistry registry;
    private final AtomicReference<WeightsManifest> manifest = new AtomicReference<>();
    private final Map<String, AtomicReference<Double>> figures = new ConcurrentHashMap<>();

    LearnerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void committed(WeightsManifest committed, List<Metric> metrics) {
        if (manifest.getAndSet(committed) == null) {
            registry.gauge(
                    "ddpo.learner.iteration", manifest, held -> held.get().getIteration());
            registry.gauge(
                    "ddpo.learner.policy.version", manifest, held -> held.get().getVersion());
        }
        committed.getCounters().forEach((name, total) -> set("ddpo.learner.total." + name, total.doubleValue()));
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(TrainingMetrics.ITERATIONS)) {
                metric.getValues().forEach((name, value) -> set("ddpo.learner.iteration." + name, value));
            }
        }
    }

    private void set(String name, double value) {
        figures.computeIfAbsent(name, this::gauge).set(value);
    }

    private AtomicReference<Double> gauge(String name) {
        return registry.gauge(name, new AtomicReference<>(Double.NaN), AtomicReference::get);
    }
}
