package io.ddpo.local.demo;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;

/** What the reward of a run asks of its prompts, and of who starts the run. */
public final class RewardNeeds {
    private RewardNeeds() {}

    /** @throws IllegalArgumentException if there is no such reward, or its parameters or the prompts do not suit it */
    static void require(RunSpecification specification) {
        of(specification)
                .missing(specification.getPrompts().stream()
                        .map(Prompt::getMetadata)
                        .toList())
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem);
                });
    }

    /** The sentence of what is wrong with the reward, its parameters or the prompts, which begins with its path. */
    public static List<String> problems(RunSpecification specification) {
        try {
            require(specification);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
        }
    }

    /** Whether scorers compute the reward, rather than the reward streams. */
    static boolean scorers(RunSpecification specification) {
        return of(specification).place() == Needs.Place.WORKER;
    }

    private static Needs of(RunSpecification specification) {
        RewardSettings reward = specification.getReward();
        return Rewards.installed().needs(reward.getName(), reward.getParameters());
    }
}
