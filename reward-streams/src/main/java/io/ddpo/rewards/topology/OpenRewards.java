package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Reward;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rewards of iterations that are not closed yet. How many each has is counted once and kept in memory: where iterations
 * overlap, looking at all rewards of one for every reward of the next would cost their product.
 */
final class OpenRewards {
    private final KeyValueStore<String, Reward> store;
    private Map<Integer, Integer> counts;

    /** @param store may still be empty; it is looked at when it is first asked for */
    OpenRewards(KeyValueStore<String, Reward> store) {
        this.store = store;
    }

    /** Whether this is the first reward of its id; it is then kept. */
    boolean add(Reward reward) {
        Map<Integer, Integer> before = counts();
        boolean first = store.putIfAbsent(prefix(reward.getIteration()) + reward.getTrajectoryId(), reward) == null;
        if (first) {
            before.merge(reward.getIteration(), 1, Integer::sum);
        }
        return first;
    }

    /** How many rewards are kept, of all open iterations together: exact for a store in memory. */
    long size() {
        return store.approximateNumEntries();
    }

    /** How many rewards an iteration has. */
    int size(int iteration) {
        return counts().getOrDefault(iteration, 0);
    }

    List<Reward> of(int iteration) {
        List<Reward> rewards = new ArrayList<>();
        try (KeyValueIterator<String, Reward> entries = store.prefixScan(prefix(iteration), new StringSerializer())) {
            entries.forEachRemaining(entry -> rewards.add(entry.value));
        }
        return rewards;
    }

    /**
     * Forgets an iteration.
     *
     * @param rewards all that it has, as {@link #of} reads them
     */
    void remove(int iteration, List<Reward> rewards) {
        rewards.forEach(reward -> store.delete(prefix(iteration) + reward.getTrajectoryId()));
        counts().remove(iteration);
    }

    private Map<Integer, Integer> counts() {
        if (counts == null) {
            counts = new HashMap<>();
            try (KeyValueIterator<String, Reward> entries = store.all()) {
                entries.forEachRemaining(entry -> counts.merge(entry.value.getIteration(), 1, Integer::sum));
            }
        }
        return counts;
    }

    private static String prefix(int iteration) {
        return iteration + "/";
    }
}
