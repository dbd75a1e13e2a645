package io.ddpo.rewards.topology;

import java.time.Duration;

/** Since when an iteration has been open, as far as this process saw. A restart starts the count anew. */
final class OverdueWatch {
    private static final int LOOKS = 4;
    private static final long NOT_OPEN = -1;

    private final Duration overdueAfter;
    private long openSince = NOT_OPEN;

    OverdueWatch(Duration overdueAfter) {
        this.overdueAfter = overdueAfter;
    }

    /** How often to look: an overdue iteration is noticed at most a quarter of the bound late, twice over. */
    Duration interval() {
        return overdueAfter.dividedBy(LOOKS).plusMillis(1);
    }

    /**
     * How long the iteration has been open.
     *
     * @param now in milliseconds
     * @param anyReward whether it has any reward; without one it is not open
     */
    Duration openFor(long now, boolean anyReward) {
        if (!anyReward) {
            openSince = NOT_OPEN;
            return Duration.ZERO;
        }
        if (openSince == NOT_OPEN) {
            openSince = now;
        }
        return Duration.ofMillis(now - openSince);
    }

    boolean isOverdue(Duration open) {
        return open.compareTo(overdueAfter) >= 0;
    }

    /** The next iteration starts its own count. */
    void closed() {
        openSince = NOT_OPEN;
    }
}
