package io.ddpo.rewards.scorer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The figures of one scorer process. Thread-safe. */
final class ScorerMetrics {
    private final MeterRegistry registry;
    private final Counter samples;
    private final Counter failures;

    ScorerMetrics(MeterRegistry registry) {
        this.registry = registry;
        samples = registry.counter("ddpo.scorer.samples");
        failures = registry.counter("ddpo.scorer.failures");
    }

    /** Samples ended in a score or a failure. */
    void ended(int scored, int failed) {
        samples.increment((double) scored + failed);
        failures.increment(failed);
    }

    /** @param count how often a sample was handed out, this time included */
    void delivered(int count) {
        if (count > 1) {
            registry.counter("ddpo.scorer.redeliveries").increment();
        }
    }

    void lockLost() {
        registry.counter("ddpo.scorer.locks.lost").increment();
    }

    /** Samples that ended since the start of this process. */
    long ended() {
        return (long) samples.count();
    }
}
