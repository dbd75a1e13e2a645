package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.RunEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the desk works with.
 *
 * @param specification waits for what the run is, up to a duration
 * @param end whether the run is over
 * @param start opens the reward of a run and sets up its group
 * @param clients what is to be closed at the end
 */
record Office(
        Function<Duration, Optional<RunSpecification>> specification,
        RunEnd end,
        Heartbeats heartbeats,
        Function<RunSpecification, Workplace> start,
        AutoCloseable clients) {
    /** Opens an office on the thread that uses it. */
    @FunctionalInterface
    interface Opening {
        Office open();
    }
}
