package io.ddpo.service.kafka;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.PassThrough;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The settings of the schema registry: where it is, and under {@code registry.<name>} how to enter. */
public final class RegistryAccess {
    /** Of all settings about the registry. */
    public static final String PREFIX = "registry.";

    /** Where schemas are registered. */
    public static final Setting<String> URL =
            Setting.text(PREFIX + "url", "schema registry: http(s)://host:port[,…], or memory: within one process");

    private static final Pattern SECRET = Pattern.compile("password|keystore\\.key|user\\.info|token");

    private RegistryAccess() {}

    /**
     * The settings of a role that speaks to a registry.
     *
     * @param names what the client of the registry can be told, such as {@code bearer.auth.token}
     */
    public static SettingsSpec in(SettingsSpec role, Set<String> names) {
        return role.and(URL)
                .passing(new PassThrough(
                        PREFIX,
                        "user, token and TLS for the schema registry, under Confluent's names",
                        name -> SECRET.matcher(name).find(),
                        (name, value) -> refusal(name, names)));
    }

    /**
     * Opens the registry.
     *
     * @param opener takes the address and the settings under their own names
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} for what {@code opener} calls an illegal argument
     */
    public static <R> R open(Settings settings, BiFunction<String, Map<String, String>, R> opener) {
        try {
            return opener.apply(settings.get(URL), settings.passedThrough(PREFIX));
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static Optional<String> refusal(String name, Set<String> names) {
        return names.contains(name)
                ? Optional.empty()
                : Optional.of("expected one of %s under '%s', got '%s'"
                        .formatted(String.join(", ", new TreeSet<>(names)), PREFIX, name));
    }
}
