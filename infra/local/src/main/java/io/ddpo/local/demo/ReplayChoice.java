package io.ddpo.local.demo;

import java.util.Optional;

/**
 * What is replayed.
 *
 * @param fromIteration the first one; 0 without
 * @param toIteration the last one; the last that is closed without. One that is not closed yet is waited for
 * @param version of the source that the replay begins with; without, the base, or with ddpo-is the version that made
 *     the first iteration
 */
public record ReplayChoice(Optional<Integer> fromIteration, Optional<Integer> toIteration, Optional<Integer> version) {
    /** @throws IllegalArgumentException if the numbers are negative or in the wrong order */
    public ReplayChoice {
        int from = fromIteration.orElse(0);
        if (from < 0) {
            throw new IllegalArgumentException("--from-iteration: expected at least 0, got " + from);
        }
        if (toIteration.isPresent() && toIteration.get() < from) {
            throw new IllegalArgumentException("--to-iteration: expected at least --from-iteration (%d), got %d"
                    .formatted(from, toIteration.get()));
        }
    }
}
