package io.ddpo.local.history;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who is at work on a run, by what they last said of themselves. */
public final class WorkersAtWork {
    /** Heartbeats come every two seconds: whoever was killed is missed after that. */
    public static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Set<WorkerState> GONE = EnumSet.of(WorkerState.STOPPED, WorkerState.FAILED);

    private WorkersAtWork() {}

    /** Names of the workers that have not left and were heard of lately. The run's topic of workers has to be there. */
    public static List<String> of(RunNames run, TopicScan scan, Instant now) {
        Map<String, WorkerHeartbeat> latest = new TreeMap<>();
        scan.each(run.workers(), WorkerHeartbeat.class, message -> latest.put(message.key(), message.value()));
        return latest.values().stream()
                .filter(worker -> !GONE.contains(worker.getState()))
                .filter(worker -> worker.getTimestamp().plus(SILENCE).isAfter(now))
                .map(WorkerHeartbeat::getWorker)
                .toList();
    }
}
