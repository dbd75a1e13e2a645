package io.ddpo.service.ops;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the checks of one kind say, by name; up if all of them are. */
public record Report(Map<String, Status> checks) {
    public Report {
        checks = Collections.unmodifiableMap(new TreeMap<>(checks));
    }

    /** Whether every check is up; with no check at all, too. */
    public boolean up() {
        return checks.values().stream().allMatch(Status::up);
    }

    /** {@code {"status":"up|down","checks":{name:{"status":"up|down","reason":"…"}}}}. */
    public String json() {
        String each = checks.entrySet().stream()
                .map(e -> Json.quote(e.getKey()) + ":{" + status(e.getValue().up()) + ",\"reason\":"
                        + Json.quote(e.getValue().reason()) + "}")
                .collect(Collectors.joining(","));
        return "{" + status(up()) + ",\"checks\":{" + each + "}}";
    }

    private static String status(boolean up) {
        return "\"status\":\"" + (up ? "up" : "down") + "\"";
    }
}
