package io.ddpo.service.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * The checks of one role. <em>Live</em> means that a restart would not help; <em>ready</em> means that it does its work
 * now. A check runs on the thread of whoever asks and must answer at once. Thread-safe.
 */
public final class Health {
    private final Map<String, Supplier<Status>> liveness = new ConcurrentSkipListMap<>();
    private final Map<String, Supplier<Status>> readiness = new ConcurrentSkipListMap<>();

    /** Adds a check that says whether the process should be left running. */
    public void live(String name, Supplier<Status> check) {
        add(liveness, name, check);
    }

    /** Adds a check that says whether the role does its work now. */
    public void ready(String name, Supplier<Status> check) {
        add(readiness, name, check);
    }

    /** What the liveness checks say, by name. */
    public Report liveness() {
        return report(liveness);
    }

    /** What the readiness checks say, by name. */
    public Report readiness() {
        return report(readiness);
    }

    private static void add(Map<String, Supplier<Status>> checks, String name, Supplier<Status> check) {
        if (checks.putIfAbsent(name, check) != null) {
            throw new IllegalArgumentException("health check '%s': expected a name of its own".formatted(name));
        }
    }

    private static Report report(Map<String, Supplier<Status>> checks) {
        Map<String, Status> statuses = new ConcurrentSkipListMap<>();
        checks.forEach((name, check) -> statuses.put(name, ask(check)));
        return new Report(statuses);
    }

    private static Status ask(Supplier<Status> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return Status.down("the check failed: " + e);
        }
    }
}
