package io.ddpo.service;

import java.util.Arrays;
import java.util.Optional;

/** Every status a process of this project ends with; a supervisor decides by it whether a restart can help. */
public enum ExitCode {
    /** Done, or stopped on request with nothing left in hand. */
    OK(0, false),
    /** A fault nobody foresaw. */
    UNEXPECTED(1, true),
    /** A command line that no command understands. */
    USAGE(2, false),
    /** A setting, a file or a permission that is wrong and stays wrong until somebody changes it. */
    BAD_INPUT(3, false),
    /** A successor has taken over: starting again would only fence it in turn. */
    FENCED(4, false),
    /** What one role promises another does not hold, so that going on would spoil the run. */
    CONTRACT_BROKEN(5, false),
    /** Disk, memory or device is exhausted. */
    RESOURCES(6, true),
    /** Kafka or another service did not answer in time. */
    UNAVAILABLE(7, true),
    /** Asked to stop, but work was still in hand when the bound was over. */
    DRAIN_TIMED_OUT(8, true);

    private final int status;
    private final boolean restartable;

    ExitCode(int status, boolean restartable) {
        this.status = status;
        this.restartable = restartable;
    }

    /** The process status, 0 to 8. */
    public int status() {
        return status;
    }

    /** Whether the same process with the same settings may do better at another attempt. */
    public boolean restartable() {
        return restartable;
    }

    /** The code of a process status; empty if no process of this project ends with it by itself, such as 137. */
    public static Optional<ExitCode> of(int status) {
        return Arrays.stream(values()).filter(code -> code.status == status).findFirst();
    }
}
