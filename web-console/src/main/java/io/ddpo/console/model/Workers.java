package io.ddpo.console.model;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The latest heartbeat of every worker. One thread at a time. */
final class Workers {
    /** Five times what roles are told by default. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(10);

    private static final Set<WorkerState> GONE =
            EnumSet.of(WorkerState.STOPPED, WorkerState.FAILED, WorkerState.QUARANTINED);
    private static final Comparator<WorkerHeartbeat> OLDEST = Comparator.comparing(WorkerHeartbeat::getTimestamp);

    private final int limit;
    private final Map<String, WorkerHeartbeat> latest = new HashMap<>();

    Workers(int limit) {
        this.limit = limit;
    }

    void add(WorkerHeartbeat beat) {
        latest.put(beat.getWorker(), beat);
        if (latest.size() > limit) {
            latest.values().stream().min(OLDEST).ifPresent(oldest -> latest.remove(oldest.getWorker()));
        }
    }

    void remove(String worker) {
        latest.remove(worker);
    }

    /** @param newest the newest policy version; null before the first */
    List<WorkerView> views(Integer newest, Instant now) {
        return latest.values().stream()
                .sorted(Comparator.comparing(WorkerHeartbeat::getRole).thenComparing(WorkerHeartbeat::getWorker))
                .map(beat -> WorkerView.of(beat, newest, isSilent(beat, now)))
                .toList();
    }

    /** A worker that left is not expected to say anything. */
    private static boolean isSilent(WorkerHeartbeat beat, Instant now) {
        return !GONE.contains(beat.getState())
                && beat.getTimestamp().plus(SILENT_AFTER).isBefore(now);
    }
}
