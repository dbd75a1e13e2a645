package io.ddpo.rewards.scorer;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Every meter of a scorer, those that are made when something first happens among them. */
public final class ScorerMeters {
    private ScorerMeters() {}

    public static void make(MeterRegistry registry) {
        ScorerMetrics metrics = new ScorerMetrics(registry);
        CallMetrics calls = new CallMetrics(registry, "http");
        calls.answered(8, Duration.ofSeconds(1));
        calls.unanswered(new TimeoutException());
        metrics.ended(7, 1);
        metrics.delivered(2);
        metrics.lockLost();
    }
}
