package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.Map;

/**
 * A reward that is ready for the samples of a run.
 *
 * @param function closed by whoever opened it
 * @param atOnce samples that it takes in one call, at most
 */
record OpenReward(RewardFunction function, int atOnce) {
    /**
     * Opens a reward for the prompts of a run.
     *
     * @throws IllegalArgumentException with one sentence if there is none of that name, its parameters are wrong, or a
     *     prompt lacks what it needs
     */
    static OpenReward of(Rewards rewards, String name, Map<String, String> parameters, RunSpecification run) {
        Needs needs = rewards.needs(name, parameters);
        needs.missing(run.getPrompts().stream().map(Prompt::getMetadata).toList())
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem);
                });
        return new OpenReward(rewards.open(name, parameters), needs.atOnce());
    }
}
