package io.ddpo.rewards;

import io.ddpo.rewards.topology.RewardMetrics;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the run what this worker does: at once when it comes or goes, else every so often. One thread at a time. */
final class Heartbeats {
    private static final String ROLE = "rewards";
    private static final String DEVICE = "cpu";

    private final WorkerIdentity worker;
    private final Consumer<WorkerHeartbeat> log;
    private final Duration interval;
    private final InstantSource clock;
    private Instant last;
    private long outcomes;

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

    /** It is up. */
    void running(RunSpecification run, RewardMetrics.Figures figures, Duration overdueAfter) {
        if (!isDue()) {
            return;
        }
        int size = run.getSamplesPerIteration();
        boolean overdue = figures.openFor().compareTo(overdueAfter) >= 0;
        WorkerHeartbeat heartbeat = heartbeat(
                        figures.waiting() > 0 ? WorkerState.WORKING : WorkerState.WAITING,
                        overdue ? overdue(figures, size) : "")
                .setIteration(figures.iteration())
                .setProgress(Math.min(1, (double) figures.waiting() / size))
                .setRates(rates(figures.outcomes()))
                .build();
        last = clock.instant();
        log.accept(heartbeat);
    }

    private boolean isDue() {
        return !clock.instant().isBefore(last.plus(interval));
    }

    private Map<String, Double> rates(long now) {
        double seconds = Duration.between(last, clock.instant()).toMillis() / 1e3;
        double rate = seconds > 0 ? (now - outcomes) / seconds : 0;
        outcomes = now;
        return Map.of("samples", rate);
    }

    private static String overdue(RewardMetrics.Figures figures, int size) {
        return "iteration %d is overdue: open for %d s, %d of %d rewards are there"
                .formatted(figures.iteration(), figures.openFor().toSeconds(), figures.waiting(), size);
    }

    private WorkerHeartbeat.Builder heartbeat(WorkerState state, String message) {
        return WorkerHeartbeat.newBuilder()
                .setWorker(worker.name())
                .setRole(ROLE)
                .setHost(worker.host())
                .setPid(worker.pid())
                .setDevice(DEVICE)
                .setState(state)
                .setMessage(message)
                .setStartedAt(worker.startedAt())
                .setTimestamp(clock.instant());
    }
}
