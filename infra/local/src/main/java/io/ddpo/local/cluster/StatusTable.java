package io.ddpo.local.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A cluster's state for people. */
public final class StatusTable {
    private static final String ROW = "%-12s %-9s %8s %8s %-12s %s";

    private StatusTable() {}

    /**
     * A line about the cluster, and one for each process.
     *
     * @param readiness what is said at a port of health and metrics
     */
    public static List<String> lines(ClusterState cluster, Instant now, IntFunction<String> readiness) {
        List<String> lines = new ArrayList<>();
        if (!cluster.isUp()) {
            lines.add("run %s is down; ddpo up goes on".formatted(cluster.run()));
            return lines;
        }
        lines.add("run %s is %s: broker %s, registry %s, console %s"
                .formatted(
                        cluster.run(),
                        cluster.complete() ? "up" : "coming up or going down",
                        cluster.bootstrapServers(),
                        cluster.registry(),
                        cluster.console().orElse("none")));
        lines.add(ROW.formatted("NAME", "STATE", "PID", "SINCE", "RESTARTS", "HEALTH"));
        for (ClusterState.Entry worker : cluster.workers()) {
            lines.add(ROW.formatted(
                            worker.name(),
                            worker.state(),
                            worker.process()
                                    .map(process -> Long.toString(process.pid()))
                                    .orElse("-"),
                            age(Duration.between(worker.since(), now)),
                            worker.restarts(),
                            health(worker, readiness))
                    .stripTrailing());
        }
        return lines;
    }

    private static String health(ClusterState.Entry worker, IntFunction<String> readiness) {
        if (worker.process().isPresent()) {
            return worker.httpPort().map(readiness::apply).orElse("");
        }
        return worker.lastStatus().map(status -> "ended with status " + status).orElse("");
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 100 ? seconds + " s" : seconds < 6000 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
