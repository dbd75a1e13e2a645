package io.ddpo.rewards.composite;

import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Rewards;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of a composite.
 *
 * @param name what it is called there
 * @param reward what scores
 * @param own the parameters of that reward
 */
record Component(String name, RewardProvider reward, Parameters own, Scaling scaling) {

    /** @throws IllegalArgumentException if there are none, or one of them cannot be */
    static List<Component> all(Parameters parameters, Rewards rewards) {
        parameters.text("components");
        List<String> names = parameters.list("components");
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.matches("[a-z0-9-]+") || !seen.add(name)) {
                throw parameters.refusal("components", "names of small letters, digits and hyphens, each once", name);
            }
        }
        return names.stream()
                .map(name -> of(name, parameters.under(name), rewards))
                .toList();
    }

    private static Component of(String name, Parameters parameters, Rewards rewards) {
        String reward = parameters.text("reward");
        RewardProvider provider = rewards.find(reward)
                .orElseThrow(
                        () -> parameters.refusal("reward", "one of " + String.join(", ", rewards.names()), reward));
        return new Component(name, provider, parameters.under("with"), Scaling.of(parameters));
    }
}
