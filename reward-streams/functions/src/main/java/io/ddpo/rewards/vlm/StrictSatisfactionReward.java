package io.ddpo.rewards.vlm;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import java.util.Set;

/**
 * The share of questions about a picture to which a vision-language model gives the expected answer. Every prompt brings its
 * {@code questions} and {@code answers} along, one a line. Parameters: those of {@link VisionModel}.
 */
public final class StrictSatisfactionReward implements RewardProvider {
    @Override
    public String name() {
        return "strict-satisfaction";
    }

    @Override
    public Needs needs(Parameters parameters) {
        VisionModel.check(parameters);
        return new Needs(Needs.Place.WORKER, Set.of(QuestionSet.QUESTIONS, QuestionSet.ANSWERS), 1);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        return new StrictSatisfaction(VisionModel.of(parameters));
    }
}
