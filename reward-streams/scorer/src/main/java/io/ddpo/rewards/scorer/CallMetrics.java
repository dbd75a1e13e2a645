package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.UnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What calls of one reward or guard come to. Thread-safe. */
final class CallMetrics {
    private final MeterRegistry registry;
    private final Tag reward;

    /** @param reward its name */
    CallMetrics(MeterRegistry registry, String reward) {
        this.registry = registry;
        this.reward = Tag.of("reward", reward);
    }

    /** A call was answered. */
    void answered(int batch, Duration time) {
        registry.timer("ddpo.scorer.calls", Tags.of(reward)).record(time);
        registry.summary("ddpo.scorer.batch", Tags.of(reward)).record(batch);
    }

    /** A call was not answered. */
    void unanswered(Exception why) {
        String reason = why instanceof UnavailableException
                ? "unavailable"
                : why instanceof TimeoutException ? "timeout" : "no-answer";
        registry.counter("ddpo.scorer.calls.unanswered", Tags.of(reward, Tag.of("reason", reason)))
                .increment();
    }
}
