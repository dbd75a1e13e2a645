package io.ddpo.local.cluster;

import io.ddpo.fleet.FleetState;
import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says what has changed in a cluster: to people by lines, to other programs by its state file. */
final class StatePublisher {
    private final ClusterFolder folder;
    private final ClusterState cluster;
    private final Terminal terminal;
    private final Map<String, String> shown = new HashMap<>();
    private Set<String> told = Set.of();

    /** @param cluster without its workers */
    StatePublisher(ClusterFolder folder, ClusterState cluster, Terminal terminal) {
        this.folder = folder;
        this.cluster = cluster;
        this.terminal = terminal;
    }

    /** @param pids of those workers who have a process */
    void publish(Collection<Worker> workers, Function<Worker, Optional<Long>> pids, boolean complete) {
        List<ClusterState.Entry> entries = new ArrayList<>();
        for (Worker worker : workers) {
            Optional<ProcessId> process = pids.apply(worker).flatMap(ProcessId::of);
            entries.add(ClusterState.Entry.of(worker, process));
            show(worker, process);
        }
        long running = workers.stream()
                .filter(worker -> worker.phase() == Phase.RUNNING)
                .count();
        terminal.status("run %s: %d of %d processes work".formatted(cluster.run(), running, workers.size()));
        write(entries, complete);
    }

    /** Everything works for the first time. */
    void announce() {
        terminal.line("run %s is up: broker %s, registry %s, console %s"
                .formatted(
                        cluster.run(),
                        cluster.bootstrapServers(),
                        cluster.registry(),
                        cluster.console().orElse("none")));
        terminal.line("logs in %s; ddpo status, scale and down --dir %s; Ctrl-C stops it, the log is kept"
                .formatted(folder.logs(), folder.path()));
    }

    /** Says of each role of a run why it has not what was asked for, once as long as that holds. */
    void tell(FleetState fleet) {
        Set<String> limits = fleet.standings().stream()
                .filter(standing -> !standing.wanted().limit().isEmpty())
                .map(standing -> "  run %s gets %d of %d %s: %s"
                        .formatted(
                                standing.wanted().run(),
                                standing.wanted().count(),
                                standing.wanted().asked(),
                                standing.wanted().role().text(),
                                standing.wanted().limit()))
                .collect(Collectors.toCollection(TreeSet::new));
        limits.stream().filter(limit -> !told.contains(limit)).forEach(terminal::line);
        told = limits;
    }

    /** Nothing is left. */
    void farewell() {
        terminal.status("");
        terminal.line("down; ddpo up --dir %s goes on".formatted(folder.path()));
    }

    private void show(Worker worker, Optional<ProcessId> process) {
        String line = worker.phase().text()
                + process.map(id -> ", process " + id.pid()).orElse("")
                + (worker.phase().hasProcess() || worker.lastStatus().isEmpty()
                        ? ""
                        : " after status %d; see %s"
                                .formatted(
                                        worker.lastStatus().getAsInt(),
                                        ChildProcess.log(
                                                folder.logs(), worker.spec().name())));
        if (!line.equals(shown.put(worker.spec().name(), line))) {
            terminal.line("  %-12s %s".formatted(worker.spec().name(), line));
        }
    }

    private void write(List<ClusterState.Entry> entries, boolean complete) {
        try {
            folder.write(new ClusterState(
                    cluster.run(),
                    cluster.specification(),
                    cluster.bootstrapServers(),
                    cluster.registry(),
                    cluster.console(),
                    cluster.supervisor(),
                    complete,
                    entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
