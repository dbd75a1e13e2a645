package io.ddpo.console.web;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A request that a route takes.
 *
 * @param variables of the route's path
 * @param query parameters; of a repeated one the first
 * @param cookies by name
 * @param body empty unless the route takes one
 * @param principal who asks; of no meaning where the route is open
 * @param isSecure whether the browser came by TLS
 */
record Call(
        Map<String, String> variables,
        Map<String, String> query,
        Map<String, String> cookies,
        Buffer body,
        Principal principal,
        boolean isSecure) {
    /** Somebody who has not said who they are. */
    static final Principal STRANGER = new Principal("", false, "");

    /** The same with other query parameters. */
    Call asking(Map<String, String> other) {
        return new Call(variables, other, cookies, body, principal, isSecure);
    }

    /** A variable of the path. */
    String path(String name) {
        return variables.get(name);
    }

    Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name)).filter(text -> !text.isEmpty());
    }

    /** @throws RefusedException if it is given and no integer within the bounds */
    OptionalInt integer(String name, int least, int most) {
        String expected = "an integer from %d to %d".formatted(least, most);
        Optional<Integer> value = parsed(name, expected, Integer::valueOf);
        if (value.filter(given -> given < least || given > most).isPresent()) {
            throw refusal(name, expected);
        }
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** @throws RefusedException if it is given and no integer */
    long number(String name, long otherwise) {
        return parsed(name, "an integer", Long::valueOf).orElse(otherwise);
    }

    /** @throws RefusedException if it is given and no finite number */
    double decimal(String name, double otherwise) {
        Optional<Double> value = parsed(name, "a finite number", Double::valueOf);
        if (value.filter(given -> !Double.isFinite(given)).isPresent()) {
            throw refusal(name, "a finite number");
        }
        return value.orElse(otherwise);
    }

    /** @throws RefusedException if it is given and none of the names, in lower case */
    <E extends Enum<E>> E oneOf(String name, E[] values, E otherwise) {
        Optional<String> given = text(name);
        for (E value : values) {
            if (given.filter(value.name().toLowerCase(Locale.ROOT)::equals).isPresent()) {
                return value;
            }
        }
        if (given.isPresent()) {
            throw refusal(name, Arrays.toString(values).toLowerCase(Locale.ROOT));
        }
        return otherwise;
    }

    private <T> Optional<T> parsed(String name, String expected, Function<String, T> parser) {
        try {
            return text(name).map(parser);
        } catch (NumberFormatException e) {
            throw refusal(name, expected);
        }
    }

    private RefusedException refusal(String name, String expected) {
        return RefusedException.badRequest("%s: expected %s, got '%s'".formatted(name, expected, query.get(name)));
    }
}
