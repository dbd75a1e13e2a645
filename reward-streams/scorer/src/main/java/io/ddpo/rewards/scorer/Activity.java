package io.ddpo.rewards.scorer;

import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/** What the slots of a process are doing, for whoever reports it. Thread-safe. */
final class Activity {
    private final int slots;
    private final InstantSource clock;
    private int working;
    private int closed;
    private Instant last;
    private OptionalInt iteration = OptionalInt.empty();

    Activity(int slots, InstantSource clock) {
        this.slots = slots;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** A slot has taken samples of an iteration. */
    synchronized void began(int newIteration) {
        working++;
        iteration = OptionalInt.of(newIteration);
        last = clock.instant();
    }

    /** A slot has done with what it took. */
    synchronized void ended() {
        working--;
        last = clock.instant();
    }

    /** A slot has left the group. */
    synchronized void closed() {
        closed++;
    }

    /** Whether every slot has left. */
    synchronized boolean allClosed() {
        return closed == slots;
    }

    /** Share of the slots that have something in hand, in [0, 1]. */
    synchronized double load() {
        return (double) working / slots;
    }

    /** The iteration that was taken last. */
    synchronized OptionalInt iteration() {
        return iteration;
    }

    /** When something was taken or done with last. */
    synchronized Instant last() {
        return last;
    }
}
