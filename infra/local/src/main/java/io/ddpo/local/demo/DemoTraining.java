package io.ddpo.local.demo;

import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.RegressionSettings;
import java.util.Optional;

/**
 * What the demo learns by.
 *
 * @param learningRate that of the algorithm without
 * @param beta of RWR, on the reward as it is; {@link #BETA} without
 * @param klCoefficient what the divergence from the base costs; 0 for nothing
 */
public record DemoTraining(
        DemoAlgorithm algorithm, Optional<Double> learningRate, Optional<Double> beta, double klCoefficient) {

    /** Two over 0.09 kB, the standard deviation of the sizes of the default model's pictures. */
    public static final double BETA = 22;

    private static final double ADVANTAGE_CLAMP = 5;
    private static final double PERCENTILE = 90;

    /** Enough to see where the divergence goes, for one part in fifty of the time that training takes. */
    private static final int MEASURED_TRANSITIONS = 32;

    public DemoTraining {
        if (beta.isPresent() && algorithm != DemoAlgorithm.RWR) {
            throw new IllegalArgumentException(
                    "--beta: expected --algorithm rwr, which weighs by it, got --algorithm " + algorithm);
        }
    }

    /** @param clipRange at the model's size of latents */
    Objective objective(double clipRange) {
        return Objective.newBuilder()
                .setAlgorithm(algorithm.algorithm())
                .setClipRange(clipRange)
                .setAdvantageClamp(ADVANTAGE_CLAMP)
                .setRegression(
                        new RegressionSettings(beta.orElse(BETA), algorithm == DemoAlgorithm.RWR_SPARSE, PERCENTILE))
                .setKl(new KlSettings(MEASURED_TRANSITIONS, klCoefficient))
                .build();
    }
}
