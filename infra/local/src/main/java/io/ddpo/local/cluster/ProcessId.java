package io.ddpo.local.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process of this machine, by what no other has: numbers are given away again, but not with the same start.
 *
 * @param startedAt as the system tells it
 */
public record ProcessId(long pid, Instant startedAt) {
    /** What clocks that were set meanwhile may make of the same start. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** Who has this number now; empty if nobody has. */
    static Optional<ProcessId> of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(startedAt -> new ProcessId(pid, startedAt));
    }

    /** This process. */
    static ProcessId here() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** The process, while it lives. */
    Optional<ProcessHandle> alive() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedThen);
    }

    private boolean startedThen(ProcessHandle process) {
        return process.info()
                .startInstant()
                .filter(start -> Duration.between(startedAt, start).abs().compareTo(TOLERANCE) <= 0)
                .isPresent();
    }
}
