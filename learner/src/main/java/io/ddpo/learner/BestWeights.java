package io.ddpo.learner;

import java.util.Arrays;
import java.util.List;

/**
 * RWR-sparse (Black et al., 2024, §5.1): 1 for the samples of each group whose reward is at least its percentile, 0 for
 * the others. Between two rewards the percentile is interpolated linearly, as numpy does.
 *
 * @param percentile in [0, 100)
 */
record BestWeights(double percentile, RewardGroups groups) implements SampleWeights {

    @Override
    public double[] of(List<TrainingSample> samples) {
        return groups.map(samples, this::weigh);
    }

    private double[] weigh(double[] rewards) {
        double threshold = threshold(rewards);
        return Arrays.stream(rewards).map(reward -> reward >= threshold ? 1 : 0).toArray();
    }

    private double threshold(double[] rewards) {
        double[] sorted = Arrays.stream(rewards).sorted().toArray();
        double rank = percentile / 100 * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
