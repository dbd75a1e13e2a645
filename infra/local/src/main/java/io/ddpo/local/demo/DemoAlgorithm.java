package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Algorithm;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The algorithms of the demo, each with what suits it at the demo's size. */
public enum DemoAlgorithm {
    /** More samples at half of their timesteps teach more than fewer samples at all of them, in the same time. */
    DDPO_IS(Algorithm.DDPO_IS, 4, 1, 0.5, 3e-4),

    /** Has one update where DDPO-IS has four; at a larger step it diverges. */
    DDPO_SF(Algorithm.DDPO_SF, 1, 1, 0.5, 3e-4),

    /** As many rows in ten passes as DDPO-IS has transitions in one. */
    RWR(Algorithm.RWR, 4, 10, 1, 1e-4),

    /** With two samples of a prompt an iteration, about half of them are the best of theirs. */
    RWR_SPARSE(Algorithm.RWR_SPARSE, 4, 10, 1, 1e-4);

    private final Algorithm algorithm;
    private final int updates;
    private final int passes;
    private final double timestepFraction;
    private final double learningRate;

    DemoAlgorithm(Algorithm algorithm, int updates, int passes, double timestepFraction, double learningRate) {
        this.algorithm = algorithm;
        this.updates = updates;
        this.passes = passes;
        this.timestepFraction = timestepFraction;
        this.learningRate = learningRate;
    }

    /**
     * The algorithm of a name: ddpo-is, ddpo-sf, rwr or rwr-sparse.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static DemoAlgorithm of(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--algorithm: expected "
                        + Arrays.stream(values()).map(DemoAlgorithm::toString).collect(Collectors.joining(", "))
                        + ", got " + name));
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** Optimiser updates in one pass over an iteration. */
    int updates() {
        return updates;
    }

    /** Passes over an iteration. */
    int passes() {
        return passes;
    }

    double timestepFraction() {
        return timestepFraction;
    }

    double learningRate() {
        return learningRate;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
