package io.ddpo.rewards;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.RunEnd;
import java.time.Duration;
import java.util.Optional;

/**
 * What the agent works with.
 *
 * @param specification what the run is
 * @param end whether it is over
 * @param start starts the application
 * @param clients what is to be closed at the end
 */
record Workplace(
        Source specification, RunEnd end, Heartbeats heartbeats, Application.Start start, AutoCloseable clients) {
    /** Where the specification comes from. */
    @FunctionalInterface
    interface Source {
        /** Waits for it up to {@code patience}; empty if the run is not created by then. */
        Optional<RunSpecification> read(Duration patience);
    }

    /** Opens a workplace on the thread that uses it. */
    @FunctionalInterface
    interface Opening {
        Workplace open();
    }
}
