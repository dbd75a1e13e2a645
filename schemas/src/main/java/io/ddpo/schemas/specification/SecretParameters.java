package io.ddpo.schemas.specification;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Parameters of rewards that are secrets, by their names. They are no part of a specification: whoever reads the log of
 * a run reads that, for as long as the run is kept.
 */
public final class SecretParameters {
    private static final Pattern NAME = Pattern.compile("(?i)(token|password|passphrase|secret|credentials?|key)$");
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]+@");

    private SecretParameters() {}

    /** Whether what a parameter of this name holds is never shown. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    static void check(String path, Map<String, String> parameters, Problems problems) {
        new TreeMap<>(parameters).forEach((name, value) -> {
            problems.require(
                    !isSecret(name),
                    path + "." + name,
                    "no secret, since all who read the log of the run read it (scorers take it from the environment,"
                            + " such as DDPO_REWARD_TOKEN)",
                    "one");
            problems.require(
                    !USER_INFO.matcher(value).find(),
                    path + "." + name,
                    "an address without user and password",
                    "one with");
        });
    }
}
