package io.ddpo.local.cluster;

import io.ddpo.service.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * What the supervisor knows of one process. Immutable; an event makes a new one, and time comes with the event.
 *
 * @param since when it came into this phase
 * @param faults how often it has ended with a fault, since it last worked for {@link #STEADY}
 * @param restarts how often it was started again
 * @param lastStatus what it ended with last time
 */
record Worker(WorkerSpec spec, Phase phase, Instant since, int faults, int restarts, OptionalInt lastStatus) {
    /** The wait after the first fault; each further one doubles it. */
    static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /** As long as a broker takes to recover, about. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /** Who has worked that long is well: its next fault is the first again. */
    static final Duration STEADY = Duration.ofSeconds(60);

    /** As many faults in a row are no accident. */
    static final int CRASH_LOOP = 5;

    /** What a role may take to drain by default, and something to close. */
    static final Duration LONGEST_STOP = Duration.ofSeconds(40);

    /** Started for the first time. */
    static Worker started(WorkerSpec spec, Instant now) {
        return new Worker(spec, Phase.RUNNING, now, 0, 0, OptionalInt.empty());
    }

    /** Started once more. */
    Worker startedAgain(Instant now) {
        return new Worker(spec, Phase.RUNNING, now, faults, restarts + 1, lastStatus);
    }

    /** Asked to end. */
    Worker stopping(Instant now) {
        return new Worker(spec, Phase.STOPPING, now, faults, restarts, lastStatus);
    }

    /** Ended by itself, or by somebody else's hand. */
    Worker ended(int status, Instant now) {
        int inARow = isSteady(now) ? 1 : faults + 1;
        Phase next = phaseAfter(status, inARow);
        return new Worker(spec, next, now, next == Phase.FINISHED ? 0 : inARow, restarts, OptionalInt.of(status));
    }

    /** Whether it waits to be started again and has waited long enough. */
    boolean isDue(Instant now) {
        return phase.isRestarted() && !now.isBefore(since.plus(waitAfter(faults)));
    }

    /** Whether it was asked to end too long ago. */
    boolean isOverdue(Instant now) {
        return phase == Phase.STOPPING && now.isAfter(since.plus(LONGEST_STOP));
    }

    private boolean isSteady(Instant now) {
        return !now.isBefore(since.plus(STEADY));
    }

    private static Phase phaseAfter(int status, int inARow) {
        if (status == ExitCode.OK.status()) {
            return Phase.FINISHED;
        }
        boolean restartable = ExitCode.of(status).map(ExitCode::restartable).orElse(true);
        if (!restartable) {
            return Phase.FAILED;
        }
        return inARow < CRASH_LOOP ? Phase.BACKING_OFF : Phase.CRASH_LOOP;
    }

    private static Duration waitAfter(int faults) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(faults - 1, 16));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
