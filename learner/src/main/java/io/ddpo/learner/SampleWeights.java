package io.ddpo.learner;

import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.RegressionSettings;
import java.util.List;

/** How much of a sample is imitated, by its reward. */
sealed interface SampleWeights permits SoftmaxWeights, BestWeights {

    /** The weight of every sample of an iteration, at least 0; in their order. */
    double[] of(List<TrainingSample> samples);

    /** What a regression weighs by. */
    static SampleWeights of(Objective objective) {
        RegressionSettings settings = objective.getRegression();
        RewardGroups groups = new RewardGroups(settings.getPerPrompt());
        return switch (objective.getAlgorithm()) {
            case RWR -> new SoftmaxWeights(settings.getBeta(), groups);
            case RWR_SPARSE -> new BestWeights(settings.getPercentile(), groups);
            case DDPO_IS, DDPO_SF ->
                throw new IllegalArgumentException(objective.getAlgorithm() + " weighs by advantages");
        };
    }
}
