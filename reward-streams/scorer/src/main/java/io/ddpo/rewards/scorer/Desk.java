package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the run, opens its reward for the slots, and tells what they do. Once the run is over and nothing comes any
 * more, it leaves, and they with it.
 */
final class Desk implements Agent {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    /** The longest wait of a cycle: a stop has to wait for it. */
    private static final Duration CYCLE = Duration.ofMillis(250);

    private final WorkerIdentity worker;
    private final Office.Opening opening;
    private final Activity activity;
    private final Duration leaveAfter;
    private final InstantSource clock;
    private Office office;
    private volatile Workplace place;
    private WorkerState end = WorkerState.FAILED;
    private String fault = "";

    /** @param leaveAfter without a sample when the run is over; longer than a sampler takes for a batch */
    Desk(WorkerIdentity worker, Office.Opening opening, Activity activity, Duration leaveAfter, InstantSource clock) {
        this.worker = worker;
        this.opening = opening;
        this.activity = activity;
        this.leaveAfter = leaveAfter;
        this.clock = clock;
    }

    /** What the slots work with, as soon as it is there. Any thread. */
    Optional<Workplace> opened() {
        return Optional.ofNullable(place);
    }

    @Override
    public String roleName() {
        return worker.name();
    }

    @Override
    public void onStart() {
        office = opening.open();
        office.heartbeats().announce(WorkerState.STARTING, "");
    }

    @Override
    public int doWork() {
        try {
            return place == null ? begin() : tend();
        } catch (RuntimeException | Error e) {
            fault = String.valueOf(e.getMessage());
            throw e;
        }
    }

    /** The slots still write with what is opened here. */
    @Override
    public boolean drain() {
        end = WorkerState.STOPPED;
        return activity.allClosed();
    }

    @Override
    public void onClose() throws Exception {
        if (office != null) {
            try (AutoCloseable clients = office.clients()) {
                office.heartbeats().announce(end, end == WorkerState.STOPPED ? "" : fault);
            }
        }
    }

    private int begin() {
        Optional<RunSpecification> run = office.specification().apply(CYCLE);
        if (run.isPresent()) {
            place = office.start().apply(run.get());
            log.atInfo()
                    .addKeyValue("run", run.get().getRun())
                    .addKeyValue("worker", worker.name())
                    .log("Samples are scored by {}", place.reward());
        } else {
            office.heartbeats().starting();
        }
        return 1; // the read has waited
    }

    private int tend() {
        office.heartbeats()
                .working(activity, place.metrics().ended(), place.scoring().isShut());
        boolean idle = !clock.instant().isBefore(activity.last().plus(leaveAfter));
        boolean over = office.end().isOver(CYCLE) && idle;
        if (over) {
            end = WorkerState.STOPPED;
        }
        return over ? DONE : 1; // the poll has waited
    }
}
