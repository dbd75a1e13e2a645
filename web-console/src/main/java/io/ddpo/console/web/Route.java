package io.ddpo.console.web;

import io.vertx.core.Future;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One address of the console.
 *
 * @param template its path, with {@code {name}} for a variable segment
 */
record Route(String method, String template, Kind kind, Handler handler) {
    /** Who may ask, and how often. */
    enum Kind {
        /** Everybody: what a login needs, and what tells whether the console is well. */
        OPEN,
        /** Whoever has a token. */
        READ,
        /** Whoever has a token; changes nothing but their own session. */
        SESSION,
        /** Everybody, but not often. */
        LOGIN,
        /** Operators. */
        COMMAND
    }

    /** Answers on the event loop, so without blocking. */
    @FunctionalInterface
    interface Handler {
        Future<Reply> handle(Call call);
    }

    static Route get(String template, Handler handler) {
        return new Route("GET", template, Kind.READ, handler);
    }

    /** Who may ask is said by the kind. */
    static Route post(String template, Kind kind, Handler handler) {
        return new Route("POST", template, kind, handler);
    }

    /** The same for everybody. */
    Route open() {
        return new Route(method, template, Kind.OPEN, handler);
    }

    /** Whether it is answered without a token. */
    boolean isOpen() {
        return kind == Kind.OPEN || kind == Kind.LOGIN;
    }

    /** The variables of a path of this route; empty if it is of another. */
    Optional<Map<String, String>> match(List<String> path) {
        List<String> segments = Arrays.asList(template.substring(1).split("/", -1));
        if (segments.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                variables.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
