package io.ddpo.rewards.scorer;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How a reward is asked, by all slots of a process together.
 *
 * @param concurrency calls at once
 * @param callsPerSecond the most calls begun in a second, if there is a bound
 * @param timeout how long a call may take
 * @param attempts calls with the same samples that may end without an answer
 * @param patience how long samples wait for an answer, whatever the reason, until they fail
 */
record Limits(int concurrency, OptionalDouble callsPerSecond, Duration timeout, int attempts, Duration patience) {
    Limits {
        if (concurrency < 1 || attempts < 1) {
            throw new IllegalArgumentException("limits: expected at least one call, got concurrency %d and attempts %d"
                    .formatted(concurrency, attempts));
        }
    }
}
