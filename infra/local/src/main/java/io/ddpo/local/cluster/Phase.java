package io.ddpo.local.cluster;

import java.util.Locale;

/** Where a process of the cluster is in its life. */
enum Phase {
    /** It has a process. */
    RUNNING,
    /** It was asked to end and still has a process. */
    STOPPING,
    /** It ended with a fault, and is started again when its wait is over. */
    BACKING_OFF,
    /** As before, but it has ended so often in a row that somebody should look. */
    CRASH_LOOP,
    /** It ended with a fault that no restart can mend. */
    FAILED,
    /** It has done its work: its run has ended. */
    FINISHED;

    /** For people, and for the state file. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean hasProcess() {
        return this == RUNNING || this == STOPPING;
    }

    boolean isRestarted() {
        return this == BACKING_OFF || this == CRASH_LOOP;
    }
}
