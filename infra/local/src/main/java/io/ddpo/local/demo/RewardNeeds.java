package io.ddpo.local.demo;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the rewards of a run ask of its prompts, and of who starts the run. */
public final class RewardNeeds {
    private RewardNeeds() {}

    /** @throws IllegalArgumentException if there is no such reward or guard, or parameters or prompts do not suit it */
    static void require(RunSpecification specification) {
        require(specification.getReward(), "", specification.getPrompts());
        for (RewardSettings guard : specification.getGuard().getRewards()) {
            require(guard, "evaluation.", specification.getEvaluation().getPrompts());
        }
    }

    private static void require(RewardSettings reward, String place, List<Prompt> prompts) {
        Rewards.installed()
                .needs(reward.getName(), reward.getParameters())
                .missing(prompts.stream().map(Prompt::getMetadata).toList())
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(place + problem);
                });
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

    /** How many processes of each role train it, with that many samplers. */
    public static Map<String, Integer> workers(RunSpecification specification, int samplers) {
        Map<String, Integer> roles = new TreeMap<>(Map.of("rewards", 1, "learner", 1, "sampler", samplers));
        if (scorers(specification)) {
            roles.put("scorer", 1);
        }
        return roles;
    }

    /** Whether scorers compute the reward, rather than the reward streams: if it or a guard needs workers. */
    public static boolean scorers(RunSpecification specification) {
        Rewards rewards = Rewards.installed();
        return !Stream.concat(Stream.of(specification.getReward()), specification.getGuard().getRewards().stream())
                .allMatch(reward -> rewards.isInline(reward.getName(), reward.getParameters()));
    }
}
