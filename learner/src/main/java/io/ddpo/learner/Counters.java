package io.ddpo.learner;

import io.ddpo.schemas.avro.WeightsManifest;
import java.util.Map;
import java.util.TreeMap;

/** The totals of a run that its manifests carry, by name. */
final class Counters {
    /** Training samples requested, padding and repetitions not counted. */
    static final String REQUESTED = "requested";

    /** Trajectories trained on. */
    static final String TRAINED = "trained";

    /** Requested samples that ended in a failure. */
    static final String FAILED = "failed";

    /** Trajectories given up with their iteration, because a sampler broke the contract. */
    static final String DISCARDED = "discarded";

    /** Requests issued again. */
    static final String REISSUED = "reissued";

    /** Iterations trained on. */
    static final String TRAINED_ITERATIONS = "trainedIterations";

    /** Iterations given up. */
    static final String DISCARDED_ITERATIONS = "discardedIterations";

    /** Optimiser updates. */
    static final String UPDATES = "updates";

    private Counters() {}

    /** The value of a counter; 0 before it was first counted. */
    static long of(WeightsManifest manifest, String name) {
        return manifest.getCounters().getOrDefault(name, 0L);
    }

    /** Counters with more counted. */
    static Map<String, Long> plus(Map<String, Long> counters, Map<String, Long> counted) {
        Map<String, Long> sum = new TreeMap<>(counters);
        counted.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
