package io.ddpo.rewards.topology;

import io.micrometer.core.instrument.MeterRegistry;

/** Every meter of reward streams, those that are made when something first happens among them. */
public final class RewardMeters {
    private RewardMeters() {}

    public static void make(MeterRegistry registry) {
        RewardMetrics metrics = new RewardMetrics(registry);
        metrics.outcome();
        metrics.timed("jpeg-compressibility", () -> 1);
        metrics.failed("scoring");
        metrics.duplicate(Stage.BARRIER);
        metrics.late(Stage.BARRIER);
        metrics.deadLettered(Stage.READING);
        metrics.closed();
    }
}
