package io.ddpo.schemas.topics;

import java.util.Locale;

/** Who works on a run, each as a user of its own where a cluster asks who that is. */
public enum RunRole {
    SAMPLER,
    /** The reward streams. */
    REWARDS,
    SCORER,
    LEARNER,
    CONSOLE,
    /** Creates, steers and deletes the run, and may do the work of all others, as programs of one process do. */
    OPERATOR;

    /** As people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
