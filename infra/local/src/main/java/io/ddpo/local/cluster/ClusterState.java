package io.ddpo.local.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster is now, as its supervisor last wrote it.
 *
 * @param specification file of the run's
 * @param bootstrapServers of its broker
 * @param registry its address
 * @param console its address; empty before it is started
 * @param supervisor who keeps it going, or did
 * @param complete whether everything that belongs to it was started
 */
public record ClusterState(
        String run,
        String specification,
        String bootstrapServers,
        String registry,
        Optional<String> console,
        ProcessId supervisor,
        boolean complete,
        List<Entry> workers) {
    public ClusterState {
        workers = List.copyOf(workers);
    }

    /**
     * One process.
     *
     * @param process empty where it has none
     * @param state as {@link Phase} says it
     * @param since when it came into that state
     * @param restarts how often it was started again
     * @param lastStatus what it ended with last time; empty if it has not
     * @param httpPort of its health and metrics; empty if it serves none
     */
    public record Entry(
            String name,
            String role,
            Optional<ProcessId> process,
            String state,
            Instant since,
            int restarts,
            Optional<Integer> lastStatus,
            Optional<Integer> httpPort) {
        static Entry of(Worker worker, Optional<ProcessId> process) {
            return new Entry(
                    worker.spec().name(),
                    worker.spec().role().text(),
                    process,
                    worker.phase().text(),
                    worker.since(),
                    worker.restarts(),
                    worker.lastStatus().isPresent()
                            ? Optional.of(worker.lastStatus().getAsInt())
                            : Optional.empty(),
                    worker.spec().httpPort());
        }
    }

    /** The same without processes that have ended since it was written, as those of a supervisor that was killed have. */
    public ClusterState asItIs() {
        List<Entry> alive = workers.stream()
                .filter(worker ->
                        isUp() || worker.process().flatMap(ProcessId::alive).isPresent())
                .toList();
        return new ClusterState(
                run, specification, bootstrapServers, registry, console, supervisor, complete && isUp(), alive);
    }

    /** Whether somebody keeps it going. */
    public boolean isUp() {
        return supervisor.alive().isPresent();
    }
}
