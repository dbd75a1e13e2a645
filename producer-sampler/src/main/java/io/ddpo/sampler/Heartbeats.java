package io.ddpo.sampler;

import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Tells the run what this sampler does: at once when it comes or goes, else every so often. One thread at a time. */
final class Heartbeats {
    private static final String ROLE = "sampler";

    private final WorkerIdentity identity;
    private final Consumer<WorkerHeartbeat> log;
    private final Duration interval;
    private final InstantSource clock;

    private WorkerState state = WorkerState.STARTING;
    private String message = "";
    private OptionalInt version = OptionalInt.empty();
    private RolloutRequest request;
    private Progress progress;
    private Map<String, Double> rates = Map.of();
    private Instant due = Instant.MIN;

    /** @param log takes the heartbeats without blocking */
    Heartbeats(WorkerIdentity identity, Consumer<WorkerHeartbeat> log, Duration interval, InstantSource clock) {
        this.identity = identity;
        this.log = log;
        this.interval = interval;
        this.clock = clock;
    }

    /** It comes or goes: said at once. */
    void announce(WorkerState newState, String newMessage) {
        state = newState;
        message = newMessage;
        request = null;
        progress = null;
        due = Instant.MIN;
        beat();
    }

    /** It waits for a request, with the given weights in place. */
    void waiting(OptionalInt newVersion) {
        state = WorkerState.WAITING;
        version = newVersion;
        request = null;
        progress = null;
        beat();
    }

    /** It works on a request. */
    void working(RolloutRequest newRequest, Progress newProgress, OptionalInt newVersion) {
        state = WorkerState.WORKING;
        version = newVersion;
        request = newRequest;
        progress = newProgress;
        beat();
    }

    /** It answered a request: what it did per second of that. */
    void answered(BatchReport report) {
        double seconds = SamplerMetrics.seconds(report.total());
        if (seconds > 0) {
            rates = Map.of(
                    "samples", report.samples() / seconds,
                    "modelSeconds", SamplerMetrics.seconds(report.model()) / seconds);
        }
    }

    private void beat() {
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(interval);
        log.accept(WorkerHeartbeat.newBuilder()
                .setWorker(identity.worker())
                .setRole(ROLE)
                .setHost(identity.host())
                .setPid(identity.pid())
                .setDevice(identity.device())
                .setState(state)
                .setMessage(message)
                .setPolicyVersion(version.isPresent() ? version.getAsInt() : null)
                .setIteration(request == null ? null : request.getIteration())
                .setProgress(progress == null ? null : progress.share())
                .setRates(rates)
                .setStartedAt(identity.startedAt())
                .setTimestamp(now)
                .build());
    }
}
