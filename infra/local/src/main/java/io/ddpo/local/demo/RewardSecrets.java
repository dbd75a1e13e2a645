package io.ddpo.local.demo;

import io.ddpo.schemas.specification.SecretParameters;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a reward is not told by a specification or a command line, which others read: {@code DDPO_REWARD_TOKEN} and the like. */
final class RewardSecrets {
    /** As scorers of their own have it. */
    private static final String VARIABLE = "DDPO_REWARD_";

    private RewardSecrets() {}

    /** Parameters by name. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> parameters = new HashMap<>();
        environment.forEach((variable, text) -> {
            if (variable.startsWith(VARIABLE)) {
                String name = variable.substring(VARIABLE.length());
                parameters.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), text);
            }
        });
        return parameters;
    }

    /**
     * Typed parameters with those of an environment.
     *
     * @throws IllegalArgumentException if a secret was typed
     */
    static Map<String, String> join(Map<String, String> typed, Map<String, String> environment) {
        typed.keySet().stream().filter(SecretParameters::isSecret).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    ("--reward-parameter: expected no secret, since every user of this machine"
                                    + " can read command lines, got %s; %s%s is for it")
                            .formatted(
                                    name,
                                    VARIABLE,
                                    name.toUpperCase(Locale.ROOT).replace('.', '_')));
        });
        Map<String, String> all = new TreeMap<>(of(environment));
        all.putAll(typed);
        return all;
    }
}
