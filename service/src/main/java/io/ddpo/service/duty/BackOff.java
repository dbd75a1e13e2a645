package io.ddpo.service.duty;

import java.time.Duration;

/**
 * How long to wait while nothing comes: {@code shortest}, then twice as long each time, at most {@code longest}.
 * Used by one thread.
 */
public final class BackOff {
    private final Duration shortest;
    private final Duration longest;
    private Duration next;

    /** @throws IllegalArgumentException unless 0 < shortest ≤ longest: a wait of nothing would be a busy loop */
    public BackOff(Duration shortest, Duration longest) {
        if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "back-off: expected 0 < shortest ≤ longest, got %s and %s".formatted(shortest, longest));
        }
        this.shortest = shortest;
        this.longest = longest;
        this.next = shortest;
    }

    /** The wait that is due now. */
    public Duration next() {
        Duration due = next;
        Duration twice = due.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return due;
    }

    /** Something came: the next wait is the shortest again. */
    public void reset() {
        next = shortest;
    }
}
