package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Reward;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The rewards of iterations that are not closed yet. */
record OpenRewards(KeyValueStore<String, Reward> store) {

    /** Whether this is the first reward of its id; it is then kept. */
    boolean add(Reward reward) {
        return store.putIfAbsent(prefix(reward.getIteration()) + reward.getTrajectoryId(), reward) == null;
    }

    /**
     * How many rewards are kept, of all open iterations together: exact for a store in memory. No iteration can be
     * complete before there are that many, which spares looking at each of them.
     */
    long size() {
        return store.approximateNumEntries();
    }

    List<Reward> of(int iteration) {
        List<Reward> rewards = new ArrayList<>();
        try (KeyValueIterator<String, Reward> entries = store.prefixScan(prefix(iteration), new StringSerializer())) {
            entries.forEachRemaining(entry -> rewards.add(entry.value));
        }
        return rewards;
    }

    void remove(List<Reward> rewards) {
        rewards.forEach(reward -> store.delete(prefix(reward.getIteration()) + reward.getTrajectoryId()));
    }

    private static String prefix(int iteration) {
        return iteration + "/";
    }
}
