package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The figures of a learner for operators: where the run stands, its counters, and what the last iteration showed. */
final class LearnerMeters implements LearnerListener {
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final AtomicReference<WeightsManifest> manifest = new AtomicReference<>();
    private final Map<String, AtomicReference<Double>> figures = new ConcurrentHashMap<>();

    LearnerMeters(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void committed(WeightsManifest committed, List<Metric> metrics) {
        if (manifest.getAndSet(committed) == null) {
            registry.gauge(
                    "ddpo.learner.iteration", manifest, held -> held.get().getIteration());
            registry.gauge(
                    "ddpo.learner.policy.version", manifest, held -> held.get().getVersion());
            registry.gauge("ddpo.learner.backlog.seconds", manifest, held -> backlogSeconds(held.get()));
        }
        committed.getCounters().forEach((name, total) -> set("ddpo.learner.total." + name, total.doubleValue()));
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(TrainingMetrics.ITERATIONS)) {
                metric.getValues().forEach((name, value) -> set("ddpo.learner.iteration." + name, value));
            }
        }
    }

    /** How long the oldest iteration that was requested is not trained on; 0 without one, as in a run that is paused. */
    private double backlogSeconds(WeightsManifest held) {
        return held.getOpenIterations().stream()
                .findFirst()
                .map(open ->
                        Duration.between(open.getRequestedAt(), clock.instant()).toMillis() / 1e3)
                .orElse(0.0);
    }

    private void set(String name, double value) {
        figures.computeIfAbsent(name, this::gauge).set(value);
    }

    private AtomicReference<Double> gauge(String name) {
        return registry.gauge(name, new AtomicReference<>(Double.NaN), AtomicReference::get);
    }
}
