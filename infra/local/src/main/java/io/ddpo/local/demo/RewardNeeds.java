package io.ddpo.local.demo;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;

/** What the rewards of a run ask of its prompts, and of who starts the run. */
public final class RewardNeeds {
    private RewardNeeds() {}

    /** @throws IllegalArgumentException if there is no such reward or guard, or parameters or prompts do not suit it */
    static void require(RunSpecification specification) {
        of(specification)
                .missing(specification.getPrompts().stream()
                        .map(Prompt::getMetadata)
                        .toList())
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem);
                });
        for (RewardSettings guard : specification.getGuard().getRewards()) {
            Guards.requireInline(Rewards.installed(), guard.getName(), guard.getParameters());
        }
    }

    /** The sentence of what is wrong with rewards, their parameters or the prompts, which begins with its path. */
    public static List<String> problems(RunSpecification specification) {
        try {
            require(specification);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
        }
    }

    /** Whether scorers compute the reward, rather than the reward streams. */
    public static boolean scorers(RunSpecification specification) {
        return of(specification).place() == Needs.Place.WORKER;
    }

    private static Needs of(RunSpecification specification) {
        RewardSettings reward = specification.getReward();
        return Rewards.installed().needs(reward.getName(), reward.getParameters());
    }
}
