package io.ddpo.learner;

import java.io.IOException;

/** What a learner does at the moment, a little at a time, so that it can be stopped between any two steps. */
interface Phase {

    /**
     * Does some work. A failure leaves the phase as it was, to be tried again, unless it is fatal.
     *
     * @return the phase from here on, often this one
     */
    Phase advance() throws Exception;

    /** Where this phase stands. */
    Progress progress();

    /** Whether the learner should wait a moment before the next step, since none is due. */
    default boolean idle() {
        return false;
    }

    /** Whether no step will ever be due. */
    default boolean over() {
        return false;
    }

    /** Gives back what the phase holds, wherever it stands. */
    default void close() throws IOException {}
}
