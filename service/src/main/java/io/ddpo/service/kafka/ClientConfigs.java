package io.ddpo.service.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * The configuration of one client: defaults of its kind, then settings for all clients, then settings for its kind,
 * then what the role asks for, then what is fixed; the later wins.
 *
 * @param settings everything under {@code kafka.}, prefix stripped
 */
record ClientConfigs(Map<String, String> settings) {
    ClientConfigs {
        settings = Map.copyOf(settings);
    }

    /** @throws IllegalArgumentException if the role asks for something else than what is fixed */
    Map<String, Object> of(ClientKind kind, Map<String, ?> role) {
        Map<String, Object> config = new HashMap<>(kind.defaults());
        settings.forEach((name, value) -> {
            if (!isScoped(name)) {
                config.put(name, value);
            }
        });
        settings.forEach((name, value) -> {
            if (name.startsWith(kind.scope())) {
                config.put(name.substring(kind.scope().length()), value);
            }
        });
        config.putAll(role);
        kind.fixed().forEach((name, only) -> {
            Object asked = role.get(name);
            if (asked != null && !only.equals(asked.toString())) {
                throw new IllegalArgumentException("%s: expected %s, got %s".formatted(name, only, asked));
            }
            config.put(name, only);
        });
        return config;
    }

    private static boolean isScoped(String name) {
        for (ClientKind kind : ClientKind.values()) {
            if (name.startsWith(kind.scope())) {
                return true;
            }
        }
        return false;
    }
}
