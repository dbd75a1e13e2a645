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
 * @param isOpen whether it is answered without the token
 */
record Route(String method, String template, boolean isOpen, Handler handler) {
    /** Answers on the event loop, so without blocking. */
    @FunctionalInterface
    interface Handler {
        Future<Reply> handle(Call call);
    }

    static Route get(String template, Handler handler) {
        return new Route("GET", template, false, handler);
    }

    static Route post(String template, Handler handler) {
        return new Route("POST", template, false, handler);
    }

    Route open() {
        return new Route(method, template, true, handler);
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
