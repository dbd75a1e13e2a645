package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tells the run what its learner does: at once when that changes, else every so often. One thread at a time. */
final class Heartbeats implements LearnerListener {
    private static final String ROLE = "learner";

    private final LearnerIdentity identity;
    private final Consumer<WorkerHeartbeat> log;
    private final Duration interval;
    private final InstantSource clock;

    private WorkerState state;
    private String message = "";
    private Progress progress;
    private Map<String, Double> rates = Map.of();
    private Instant due = Instant.MIN;

    /** @param log takes heartbeats without blocking */
    Heartbeats(LearnerIdentity identity, Consumer<WorkerHeartbeat> log, Duration interval, InstantSource clock) {
        this.identity = identity;
        this.log = log;
        this.interval = interval;
        this.clock = clock;
    }

    /** The learner comes or goes. */
    void announce(WorkerState newState, String newMessage) {
        change(newState, newMessage);
        beat();
    }

    @Override
    public void progress(Progress now) {
        progress = now;
        change(
                switch (now.stage()) {
                    case WAITING -> WorkerState.WAITING;
                    case TRAINING -> WorkerState.WORKING;
                    case PAUSED, ENDED -> WorkerState.WAITING;
                },
                message);
        beat();
    }

    @Override
    public void committed(WeightsManifest manifest, List<Metric> metrics) {
        change(state, manifest.getStateReason());
        for (Metric metric : metrics) {
            if (metric.getSeries().equals(TrainingMetrics.ITERATIONS)) {
                rates = new TreeMap<>(Map.of("samples", metric.getValues().get("samplesPerSecond")));
            }
        }
    }

    private void change(WorkerState newState, String newMessage) {
        if (newState != state || !newMessage.equals(message)) {
            due = Instant.MIN;
        }
        state = newState;
        message = newMessage;
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
                .setPolicyVersion(progress == null ? null : progress.policyVersion())
                .setIteration(progress == null ? null : progress.iteration())
                .setProgress(progress == null || progress.total() == 0 ? null : progress.share())
                .setRates(rates)
                .setStartedAt(identity.startedAt())
                .setTimestamp(now)
                .build());
    }
}
