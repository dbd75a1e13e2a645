package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Reward;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rewards of evaluations that are not closed yet, and those of version 0, which stay.
 *
 * @param store rewards under {@code open/<version>/<id>} and {@code base/<id>}
 * @param closed versions whose evaluation is closed, as {@code evaluation/<version>}
 */
record OpenEvaluations(KeyValueStore<String, Reward> store, KeyValueStore<String, Integer> closed) {
    private static final String OPEN = "open/";
    private static final String BASE = "base/";

    /** Whether this is news: the first reward of its id, of an evaluation that is open; it is then kept. */
    boolean add(Reward reward) {
        return closed.get(closedKey(reward.getPolicyVersion())) == null
                && store.putIfAbsent(prefix(reward.getPolicyVersion()) + reward.getTrajectoryId(), reward) == null;
    }

    List<Reward> of(int version) {
        return scan(prefix(version));
    }

    /** Versions with rewards of an evaluation that is open. */
    SortedSet<Integer> versions() {
        return scan(OPEN).stream().map(Reward::getPolicyVersion).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of version 0; empty before its evaluation is closed. */
    List<Reward> base() {
        return scan(BASE);
    }

    private List<Reward> scan(String prefix) {
        List<Reward> rewards = new ArrayList<>();
        try (KeyValueIterator<String, Reward> entries = store.prefixScan(prefix, new StringSerializer())) {
            entries.forEachRemaining(entry -> rewards.add(entry.value));
        }
        return rewards;
    }

    /** Forgets the rewards of an evaluation, unless it is that of version 0, and what comes for it from now on. */
    void close(int version, List<Reward> rewards) {
        for (Reward reward : rewards) {
            store.delete(prefix(version) + reward.getTrajectoryId());
            if (version == 0) {
                store.put(BASE + reward.getTrajectoryId(), reward);
            }
        }
        closed.put(closedKey(version), rewards.size());
    }

    private static String prefix(int version) {
        return OPEN + version + "/";
    }

    private static String closedKey(int version) {
        return "evaluation/" + version;
    }
}
