package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.UnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The figures of one scorer process. Thread-safe. */
final class ScorerMetrics {
    private final MeterRegistry registry;
    private final Timer calls;
    private final Counter samples;
    private final Counter failures;

    ScorerMetrics(MeterRegistry registry) {
        this.registry = registry;
        calls = registry.timer("ddpo.scorer.calls");
        samples = registry.counter("ddpo.scorer.samples");
        failures = registry.counter("ddpo.scorer.failures");
    }

    /** A call was answered. */
    void answered(int batch, Duration time) {
        calls.record(time);
        registry.summary("ddpo.scorer.batch").record(batch);
    }

    /** A call was not answered. */
    void unanswered(Exception why) {
        String reason = why instanceof UnavailableException
                ? "unavailable"
                : why instanceof TimeoutException ? "timeout" : "no-answer";
        registry.counter("ddpo.scorer.calls.unanswered", "reason", reason).increment();
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
