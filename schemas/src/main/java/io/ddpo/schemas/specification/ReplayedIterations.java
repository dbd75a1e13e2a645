package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.Replay;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which iterations of another run are replayed, and as what.
 *
 * @param numbers iteration of this run by that of the other
 */
public record ReplayedIterations(Map<Integer, Integer> numbers) {
    public ReplayedIterations {
        numbers = Map.copyOf(numbers);
    }

    /** Numbers the iterations of a replay from 0, in their order. */
    public static ReplayedIterations of(Replay replay) {
        Map<Integer, Integer> numbers = new HashMap<>();
        replay.getIterations().forEach(iteration -> numbers.put(iteration, numbers.size()));
        return new ReplayedIterations(numbers);
    }

    /** The iteration that another run's is here; empty for one that is not replayed. */
    public Optional<Integer> of(int iteration) {
        return Optional.ofNullable(numbers.get(iteration));
    }
}
