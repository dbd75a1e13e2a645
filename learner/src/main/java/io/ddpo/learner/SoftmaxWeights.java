package io.ddpo.learner;

import java.util.Arrays;
import java.util.List;

/**
 * RWR (Peters and Schaal, 2007; Black et al., 2024, §5.1): {@code N softmax(β r)} over each group of N samples, so that
 * the weights of a group have the mean 1.
 *
 * @param beta β, above 0; acts on rewards as they are
 */
record SoftmaxWeights(double beta, RewardGroups groups) implements SampleWeights {

    @Override
    public double[] of(List<TrainingSample> samples) {
        return groups.map(samples, this::weigh);
    }

    private double[] weigh(double[] rewards) {
        double largest = Arrays.stream(rewards).max().orElseThrow();
        double[] weights = Arrays.stream(rewards)
                .map(reward -> StrictMath.exp(beta * (reward - largest)))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights)
                .map(weight -> weight * weights.length / sum)
                .toArray();
    }
}
