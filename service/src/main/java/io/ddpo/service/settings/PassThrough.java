package io.ddpo.service.settings;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Settings that belong to a library and reach it unchanged: every name under a prefix.
 *
 * @param prefix what their names begin with, such as {@code kafka.}; as variables {@code DDPO_KAFKA_…}
 * @param doc one line for help
 * @param secret whether the value of a name (without prefix) is never printed
 * @param refusal why a name (without prefix) cannot have a value, as the rest of the sentence "place: …"; empty
 *     if it can
 */
public record PassThrough(
        String prefix, String doc, Predicate<String> secret, BiFunction<String, String, Optional<String>> refusal) {
    public PassThrough {
        if (!prefix.matches("[a-z]+\\.")) {
            throw new IllegalArgumentException("prefix: expected a word and a dot, got '" + prefix + "'");
        }
    }

    boolean takes(String name) {
        return name.startsWith(prefix) && name.length() > prefix.length();
    }

    boolean isSecret(String name) {
        return secret.test(name.substring(prefix.length()));
    }

    Optional<String> refusalOf(String name, String value) {
        return refusal.apply(name.substring(prefix.length()), value);
    }
}
