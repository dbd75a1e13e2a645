package io.ddpo.rewards.scorer;

import java.time.Duration;
import java.util.OptionalDouble;

/** Spreads calls over time, and holds them back for as long as the reward asks for. Thread-safe. */
final class Pace {
    private final long interval;
    private long next;

    /** @param callsPerSecond none for no bound */
    Pace(OptionalDouble callsPerSecond, long now) {
        this.interval = callsPerSecond.isPresent() ? (long) (1e9 / callsPerSecond.getAsDouble()) : 0;
        this.next = now;
    }

    /** How long to wait before asking again; zero if a call may begin now, which is counted then. */
    synchronized Duration admit(long now) {
        if (now - next < 0) {
            return Duration.ofNanos(next - now);
        }
        next = now + interval;
        return Duration.ZERO;
    }

    /** No call begins before {@code duration} is over. */
    synchronized void holdBack(Duration duration, long now) {
        long until = now + duration.toNanos();
        next = until - next > 0 ? until : next;
    }
}
