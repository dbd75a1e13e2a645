package io.ddpo.local.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Processes of a cluster whose supervisor is gone. They end with it by themselves; this sees to it. */
public final class Leftovers {
    private static final Duration PATIENCE = Worker.LONGEST_STOP;

    private Leftovers() {}

    /** Ends them, a stage when those above it have ended, and returns when all have. */
    public static void end(ClusterState cluster) {
        for (int stage = ClusterRole.ALL; stage >= 0; stage--) {
            end(left(cluster, stage));
        }
    }

    private static List<ProcessHandle> left(ClusterState cluster, int stage) {
        Set<String> roles = Arrays.stream(ClusterRole.values())
                .filter(role -> role.stage() == stage)
                .map(ClusterRole::text)
                .collect(Collectors.toSet());
        return cluster.workers().stream()
                .filter(worker -> roles.contains(worker.role()))
                .flatMap(worker -> worker.process().stream())
                .flatMap(process -> process.alive().stream())
                .toList();
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        processes.forEach(process -> {
            if (!hasEnded(process, PATIENCE)) {
                process.destroyForcibly();
            }
        });
    }

    /**
     * Asks the supervisor of a cluster to bring it down, and waits until nothing is left of it.
     *
     * @return false if it still works after all the time that it may take
     */
    public static boolean bringDown(ClusterState cluster) {
        boolean ended = cluster.supervisor()
                .alive()
                .map(supervisor -> {
                    supervisor.destroy();
                    return hasEnded(supervisor, PATIENCE.multipliedBy(ClusterRole.ALL + 2L));
                })
                .orElse(true);
        if (ended) {
            end(cluster);
        }
        return ended;
    }

    private static boolean hasEnded(ProcessHandle process, Duration bound) {
        try {
            process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
