package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the run what this scorer does: at once when it comes or goes, else every so often. One thread at a time. */
final class Heartbeats {
    private final WorkerIdentity worker;
    private final Consumer<WorkerHeartbeat> log;
    private final Duration interval;
    private final InstantSource clock;
    private Instant last;
    private long ended;

    /** @param log takes the heartbeats without blocking */
    Heartbeats(WorkerIdentity worker, Consumer<WorkerHeartbeat> log, Duration interval, InstantSource clock) {
        this.worker = worker;
        this.log = log;
        this.interval = interval;
        this.clock = clock;
        this.last = worker.startedAt();
    }

    /** It comes or goes. */
    void announce(WorkerState state, String message) {
        last = clock.instant();
        log.accept(heartbeat(state, message).build());
    }

    /** It waits for the run to be created. */
    void starting() {
        if (isDue()) {
            announce(WorkerState.STARTING, "");
        }
    }

    /**
     * It is up.
     *
     * @param samples that ended since the start
     * @param shut whether the reward does not answer
     */
    void working(Activity activity, long samples, boolean shut) {
        if (!isDue()) {
            return;
        }
        double seconds = Duration.between(last, clock.instant()).toMillis() / 1e3;
        WorkerHeartbeat.Builder heartbeat = heartbeat(
                        activity.load() > 0 ? WorkerState.WORKING : WorkerState.WAITING,
                        shut ? "the reward does not answer; waiting for it" : "")
                .setProgress(activity.load())
                .setRates(Map.of("samples", seconds > 0 ? (samples - ended) / seconds : 0));
        activity.iteration().ifPresent(heartbeat::setIteration);
        last = clock.instant();
        ended = samples;
        log.accept(heartbeat.build());
    }

    private boolean isDue() {
        return !clock.instant().isBefore(last.plus(interval));
    }

    private WorkerHeartbeat.Builder heartbeat(WorkerState state, String message) {
        return WorkerHeartbeat.newBuilder()
                .setWorker(worker.name())
                .setRole("scorer")
                .setHost(worker.host())
                .setPid(worker.pid())
                .setDevice("cpu")
                .setState(state)
                .setMessage(message)
                .setStartedAt(worker.startedAt())
                .setTimestamp(clock.instant());
    }
}
