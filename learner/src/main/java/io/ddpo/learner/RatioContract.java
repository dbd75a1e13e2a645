package io.ddpo.learner;

import io.ddpo.schemas.avro.Precision;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contract between sampler and learner: before the first update of an on-policy batch, the log-probability that the
 * learner computes is the one that the sampler published. One thread at a time.
 */
final class RatioContract {
    /** What arithmetic in fp32 may differ by, as a share of the clip range: more would eat into the trust region. */
    private static final double SHARE_OF_CLIP = 0.1;

    private final double bound;
    private final Map<String, Double> largest = new TreeMap<>();

    private RatioContract(double bound) {
        this.bound = bound;
    }

    /**
     * The contract of a run.
     *
     * @param precision below fp32 the drift is measured only, since the learner trains against log-probabilities of its
     *     own; one that is not a number breaks the contract in any precision
     */
    static RatioContract of(double clip, Precision precision) {
        return new RatioContract(precision == Precision.FP32 ? SHARE_OF_CLIP * clip : Double.MAX_VALUE);
    }

    /** That of samples of another policy, of which nothing but numbers can be asked for. */
    static RatioContract offPolicy() {
        return new RatioContract(Double.MAX_VALUE);
    }

    /** Takes in the log of one importance ratio of a sampler's transition. */
    void measured(String sampler, float logRatio) {
        double size = Float.isNaN(logRatio) ? Double.POSITIVE_INFINITY : Math.abs(logRatio);
        largest.merge(sampler, size, Math::max);
    }

    /** Samplers that were measured, sorted. */
    Set<String> samplers() {
        return new TreeSet<>(largest.keySet());
    }

    /** Samplers over the bound, sorted. */
    Set<String> broken() {
        Set<String> broken = new TreeSet<>();
        largest.forEach((sampler, size) -> {
            if (size > bound) {
                broken.add(sampler);
            }
        });
        return broken;
    }

    /** Largest log ratio of all; 0 before the first measurement, infinite where one was not a number. */
    double maxLogRatio() {
        return largest.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** What is wrong with a sampler that is not trusted, as one sentence. */
    String sentence(String sampler) {
        Double size = largest.get(sampler);
        return "sampler " + sampler + ": expected "
                + (size == null
                        ? "nothing more after its quarantine, found trajectories of it"
                        : "log-probabilities within " + bound + " of the learner's (a tenth of the clip range), found "
                                + size);
    }
}
