package io.ddpo.rewards;

import io.ddpo.rewards.topology.Operation;
import io.ddpo.rewards.topology.RewardMetrics;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.ops.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the run, starts its stream application and looks after it. Once the run is over and nothing comes any more,
 * it leaves.
 */
final class RewardStreamsAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(RewardStreamsAgent.class);

    /** The longest wait of a cycle: a stop has to wait for it. */
    private static final Duration CYCLE = Duration.ofMillis(250);

    private final Workplace.Opening opening;
    private final Operation operation;
    private final Duration leaveAfter;
    private final InstantSource clock;

    private Workplace place;
    private RunSpecification run;
    private volatile Application application;
    private WorkerState end = WorkerState.FAILED;
    private String fault = "";
    private long outcomes;
    private Instant idleSince;

    /** @param leaveAfter without an outcome when the run is over; longer than a sampler takes for a batch */
    RewardStreamsAgent(Workplace.Opening opening, Operation operation, Duration leaveAfter, InstantSource clock) {
        this.opening = opening;
        this.operation = operation;
        this.leaveAfter = leaveAfter;
        this.clock = clock;
    }

    @Override
    public String roleName() {
        return operation.worker();
    }

    @Override
    public void onStart() {
        place = opening.open();
        place.heartbeats().announce(WorkerState.STARTING, "");
        idleSince = clock.instant();
    }

    @Override
    public int doWork() {
        try {
            return application == null ? begin() : tend();
        } catch (RuntimeException | Error e) {
            fault = String.valueOf(e.getMessage());
            throw e;
        }
    }

    @Override
    public boolean drain() {
        end = WorkerState.STOPPED;
        return application == null || application.closed();
    }

    @Override
    public void onClose() throws Exception {
        if (application != null) {
            application.closed();
        }
        if (place != null) {
            try (AutoCloseable clients = place.clients()) {
                place.heartbeats().announce(end, end == WorkerState.STOPPED ? "" : fault);
            }
        }
    }

    /** Whether the application processes records; for health. Any thread. */
    Status status() {
        Application running = application;
        return running == null ? Status.down("the run is not created yet") : running.status();
    }

    private int begin() {
        Optional<RunSpecification> specification = place.specification().read(CYCLE);
        if (specification.isPresent()) {
            run = specification.get();
            application = place.start().of(run);
            log.atInfo()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("worker", operation.worker())
                    .log("Samples are scored by {}", run.getReward().getName());
        } else {
            place.heartbeats().starting();
        }
        return 1; // the read has waited
    }

    private int tend() {
        application.check();
        RewardMetrics.Figures figures = operation.metrics().figures();
        place.heartbeats().running(run, figures, operation.overdueAfter());
        if (figures.outcomes() != outcomes) {
            outcomes = figures.outcomes();
            idleSince = clock.instant();
        }
        boolean over = place.end().isOver(CYCLE) && !clock.instant().isBefore(idleSince.plus(leaveAfter));
        if (over) {
            end = WorkerState.STOPPED;
        }
        return over ? DONE : 1; // the poll has waited
    }
}
