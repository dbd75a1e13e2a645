package io.ddpo.rewards.scorer;

import java.time.Duration;

/**
 * Keeps calls from a reward that does not answer. After several failures in a row it is left alone for a while; then one
 * call tries it, and its end decides about the others. Thread-safe.
 */
final class CircuitBreaker {
    /** So few that an outage costs little, and more than one bad picture makes while others succeed. */
    private static final int FAILURES_TO_OPEN = 5;

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private int failuresInARow;
    private Duration rest = FIRST_REST;
    private long restUntil;
    private boolean trying;

    /** How long to wait before asking again; zero if a call may be made now, which then has to be reported. */
    synchronized Duration admit(long now) {
        if (!isOpen()) {
            return Duration.ZERO;
        }
        if (trying) {
            return FIRST_REST;
        }
        if (now - restUntil < 0) {
            return Duration.ofNanos(restUntil - now);
        }
        trying = true;
        return Duration.ZERO;
    }

    synchronized void succeeded() {
        failuresInARow = 0;
        rest = FIRST_REST;
        trying = false;
    }

    synchronized void failed(long now) {
        failuresInARow++;
        if (isOpen() && (trying || failuresInARow == FAILURES_TO_OPEN)) {
            restUntil = now + rest.toNanos();
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
        }
        trying = false;
    }

    /** A call was given up before it told anything. */
    synchronized void abandoned() {
        trying = false;
    }

    /** Whether the reward is left alone. */
    synchronized boolean isOpen() {
        return failuresInARow >= FAILURES_TO_OPEN;
    }
}
