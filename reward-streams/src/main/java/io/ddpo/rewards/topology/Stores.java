package io.ddpo.rewards.topology;

import static org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore;
import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;

import io.ddpo.schemas.avro.Reward;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The stores of the topology. All are small, so they live in memory and are restored from their changelog topics; there
 * is nothing on disk to lose. No caching: every change is part of the transaction of the record that made it.
 */
final class Stores {
    /** Ids of outcomes that were let pass, per partition of the samples. */
    static final String SEEN_OUTCOMES = "seen-outcomes";

    /** Rewards of iterations that are not closed. */
    static final String OPEN_REWARDS = "open-rewards";

    /** The tracker's memory: recent rewards by prompt. */
    static final String REMEMBERED_REWARDS = "remembered-rewards";

    /** Which iteration is the next to close. */
    static final String PROGRESS = "barrier-progress";

    /** Rewards of evaluations that are not closed, and of the first one. */
    static final String OPEN_EVALUATIONS = "open-evaluations";

    /** How many rewards the evaluations that are closed had. */
    static final String CLOSED_EVALUATIONS = "closed-evaluations";

    private Stores() {}

    static StoreBuilder<?> seenOutcomes() {
        return store(SEEN_OUTCOMES, Serdes.Long());
    }

    static StoreBuilder<?> openRewards(Serde<Reward> rewards) {
        return store(OPEN_REWARDS, rewards);
    }

    static StoreBuilder<?> rememberedRewards() {
        return store(
                REMEMBERED_REWARDS,
                Serdes.serdeFrom((topic, values) -> Doubles.write(values), (topic, bytes) -> Doubles.read(bytes)));
    }

    static StoreBuilder<?> progress() {
        return store(PROGRESS, Serdes.Integer());
    }

    static StoreBuilder<?> openEvaluations(Serde<Reward> rewards) {
        return store(OPEN_EVALUATIONS, rewards);
    }

    static StoreBuilder<?> closedEvaluations() {
        return store(CLOSED_EVALUATIONS, Serdes.Integer());
    }

    private static <V> StoreBuilder<?> store(String name, Serde<V> values) {
        return keyValueStoreBuilder(inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
