package io.ddpo.local.cluster;

import io.ddpo.local.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says what has changed in a cluster: to people by lines, to other programs by its state file. */
final class StatePublisher {
    private final ClusterFolder folder;
    private final ClusterState cluster;
    private final Terminal terminal;
    private final Map<String, String> shown = new HashMap<>();

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
