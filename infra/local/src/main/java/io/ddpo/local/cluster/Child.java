package io.ddpo.local.cluster;

import java.util.OptionalInt;

/** A process of the supervisor. */
interface Child {
    long pid();

    /** What it ended with; empty while it is alive. */
    OptionalInt status();

    /** Asks it to end, as SIGTERM does. */
    void stop();

    /** Ends it, as SIGKILL does. */
    void kill();
}
