package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which samples of a partition were seen. Ids of training samples are forgotten together with their iteration, as soon
 * as it must be closed: an iteration is requested only when all but the {@code staleness} before it are trained on.
 * Evaluations have no such order; they are few, and none is forgotten.
 *
 * @param store offset of the first outcome by key, and the newest iteration under {@link #NEWEST}
 * @param staleness of the run
 */
record SeenOutcomes(KeyValueStore<String, Long> store, int staleness) {
    private static final String NEWEST = "newest";

    /** What an outcome is to those before it. */
    enum Verdict {
        /** The first of its id, now seen. */
        FIRST,
        /** Its id was seen before. */
        DUPLICATE,
        /** Its iteration is over. */
        LATE
    }

    Verdict see(SampleId sample, long offset) {
        boolean training = sample.purpose() == Purpose.TRAIN;
        if (training && sample.iteration() < oldest()) {
            return Verdict.LATE;
        }
        if (store.putIfAbsent(key(sample), offset) != null) {
            return Verdict.DUPLICATE;
        }
        if (training && sample.iteration() > newest()) {
            store.put(NEWEST, (long) sample.iteration());
            forgetBefore(oldest());
        }
        return Verdict.FIRST;
    }

    private long newest() {
        Long newest = store.get(NEWEST);
        return newest == null ? -1 : newest;
    }

    private long oldest() {
        return Math.max(0, newest() - staleness);
    }

    private void forgetBefore(long iteration) {
        List<String> over = new ArrayList<>();
        try (KeyValueIterator<String, Long> keys = store.range(prefix(0), prefix(iteration))) {
            keys.forEachRemaining(entry -> over.add(entry.key));
        }
        over.forEach(store::delete);
    }

    private static String key(SampleId sample) {
        return sample.purpose() == Purpose.TRAIN
                ? prefix(sample.iteration()) + sample.trajectoryId()
                : "evaluation/" + sample.trajectoryId();
    }

    /** Digits sort before letters, and iterations by their number. */
    private static String prefix(long iteration) {
        return "%010d/".formatted(iteration);
    }
}
