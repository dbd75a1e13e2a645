package io.ddpo.sampler;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A stopwatch. */
final class Laps {
    private final LongSupplier nanoTime;
    private long last;

    /** Starts at once. */
    Laps(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    /** The time since the last lap, or since the start. */
    Duration lap() {
        long now = nanoTime.getAsLong();
        Duration lap = Duration.ofNanos(now - last);
        last = now;
        return lap;
    }
}
