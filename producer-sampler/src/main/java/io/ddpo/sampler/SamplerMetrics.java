package io.ddpo.sampler;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RolloutRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The figures of one sampler. Its time comes in parts, so that what is not model computation can be told. */
final class SamplerMetrics {
    /** Series of the records in the run's metrics: one a request. */
    static final String SERIES = "sampler.batch";

    private static final int NO_VERSION = -1;

    private final String worker;
    private final Counter samples;
    private final Counter failures;
    private final Counter deliveries;
    private final Counter redeliveries;
    private final Counter republished;
    private final Counter locksLost;
    private final Timer waiting;
    private final Timer weights;
    private final Timer model;
    private final Timer publish;
    private final AtomicInteger version;
    private long batches;

    SamplerMetrics(MeterRegistry registry, String worker) {
        this.worker = worker;
        samples = registry.counter("ddpo.sampler.samples");
        failures = registry.counter("ddpo.sampler.failures");
        deliveries = registry.counter("ddpo.sampler.deliveries");
        redeliveries = registry.counter("ddpo.sampler.redeliveries");
        republished = registry.counter("ddpo.sampler.republished");
        locksLost = registry.counter("ddpo.sampler.locks.lost");
        waiting = time(registry, "waiting");
        weights = time(registry, "weights");
        model = time(registry, "model");
        publish = time(registry, "publish");
        version = registry.gauge("ddpo.sampler.policy.version", new AtomicInteger(NO_VERSION));
    }

    private static Timer time(MeterRegistry registry, String part) {
        return registry.timer("ddpo.sampler.time", "part", part);
    }

    /** @param count how often the request was handed out, this time included */
    void delivered(int count) {
        deliveries.increment();
        if (count > 1) {
            redeliveries.increment();
        }
    }

    void republished() {
        republished.increment();
    }

    void lockLost() {
        locksLost.increment();
    }

    void waited(Duration duration) {
        waiting.record(duration);
    }

    /** Counts an answered request: its figures for the run's metrics. */
    Metric answered(RolloutRequest request, BatchReport report, Instant when) {
        samples.increment(report.samples());
        failures.increment(report.failures());
        weights.record(report.weights());
        model.record(report.model());
        publish.record(report.publish());
        version.set(request.getPolicyVersion());
        return Metric.newBuilder()
                .setSeries(SERIES)
                .setIteration(request.getIteration())
                .setPolicyVersion(request.getPolicyVersion())
                .setStep(batches++)
                .setTimestamp(when)
                .setValues(Map.of(
                        "samples", (double) report.samples(),
                        "failures", (double) report.failures(),
                        "weightsSeconds", seconds(report.weights()),
                        "modelSeconds", seconds(report.model()),
                        "publishSeconds", seconds(report.publish())))
                .setLabels(
                        Map.of("worker", worker, "purpose", request.getPurpose().name()))
                .build();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
