package io.ddpo.rewards;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.ops.Status;

/** The stream application of a run, from its start on. */
interface Application {
    /** @throws FatalRoleException if it has ended by itself */
    void check();

    /** Whether it processes records now. Any thread. */
    Status status();

    /** Begins to close it if that has not begun, and returns at once: whether it is closed. */
    boolean closed();

    /** How an application is started. */
    @FunctionalInterface
    interface Start {
        /** @throws FatalRoleException if this run cannot have one */
        Application of(RunSpecification run);
    }
}
