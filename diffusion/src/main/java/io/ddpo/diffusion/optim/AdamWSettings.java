package io.ddpo.diffusion.optim;

/**
 * Settings of AdamW (Loshchilov and Hutter, 2019) with a bound on the global gradient norm.
 *
 * @param learningRate above 0
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled, in units of the learning rate
 * @param maxGradNorm gradients with a larger global norm are scaled down to it
 */
public record AdamWSettings(
        double learningRate, double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm) {

    public AdamWSettings {
        require(learningRate > 0, "learningRate", "above 0", learningRate);
        require(beta1 >= 0 && beta1 < 1, "beta1", "in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2", "in [0, 1)", beta2);
        require(epsilon > 0, "epsilon", "above 0", epsilon);
        require(weightDecay >= 0, "weightDecay", "of at least 0", weightDecay);
        require(maxGradNorm > 0, "maxGradNorm", "above 0", maxGradNorm);
    }

    private static void require(boolean holds, String name, String expected, double came) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected a number " + expected + ", came " + came);
        }
    }

    /** DDPO's defaults at a given learning rate. */
    public static AdamWSettings ddpo(double learningRate) {
        return new AdamWSettings(learningRate, 0.9, 0.999, 1e-8, 1e-4, 1.0);
    }

    /** The same with another learning rate, for a schedule. */
    public AdamWSettings withLearningRate(double rate) {
        return new AdamWSettings(rate, beta1, beta2, epsilon, weightDecay, maxGradNorm);
    }

    double[] asArray() {
        return new double[] {learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm};
    }
}
