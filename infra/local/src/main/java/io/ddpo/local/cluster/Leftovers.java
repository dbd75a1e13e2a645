package io.ddpo.local.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of a cluster whose supervisor is gone. They end with it by themselves; this sees to it. */
public final class Leftovers {
    private static final Duration PATIENCE = Worker.LONGEST_STOP;

    private Leftovers() {}

    /** Ends them, roles before the broker, and returns when they have ended. */
    public static void end(ClusterState cluster) {
        List<ProcessHandle> left = cluster.workers().stream()
                .sorted(Comparator.comparing(worker -> worker.role().equals(ClusterRole.BROKER.text())))
                .flatMap(worker -> worker.process().stream())
                .flatMap(process -> process.alive().stream())
                .toList();
        left.forEach(ProcessHandle::destroy);
        left.forEach(process -> {
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
