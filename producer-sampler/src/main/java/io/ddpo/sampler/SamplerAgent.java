package io.ddpo.sampler;

import io.ddpo.diffusion.tensor.ModelThread;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.Delivery;
import io.ddpo.service.settings.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sampler at work: takes a request, has it answered on another thread, meanwhile renews its lock and sends
 * heartbeats, and acknowledges it at the end. Asked to stop, it gives the request back, unless results go out already.
 */
final class SamplerAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(SamplerAgent.class);

    /** The longest wait of a cycle: a stop has to wait for it, and a lock must be renewed many times as often. */
    private static final Duration CYCLE = Duration.ofMillis(250);

    /** Requests of the last transaction may become visible a little after the manifest that ends the run. */
    static final Duration LEAVE_AFTER = Duration.ofSeconds(30);

    /** For the step that is being computed to end; then the process leaves it behind. */
    private static final Duration LAST_STEP = Duration.ofSeconds(5);

    private final String worker;
    private final Workplace.Opening opening;
    private final Duration stall;
    private final InstantSource clock;
    private final ModelThread thread;

    private volatile boolean stopping;
    private Workplace place;
    private Job job;
    private Instant idleSince;
    private WorkerState end = WorkerState.FAILED;
    private String fault = "";

    /** The request in hand. */
    private record Job(RolloutRequest request, Progress progress, Future<BatchReport> answer) {}

    /** @param stall how long work may give no sign of life before this sampler counts as hung and leaves */
    SamplerAgent(String worker, Workplace.Opening opening, Duration stall, InstantSource clock) {
        this.worker = worker;
        this.opening = opening;
        this.stall = stall;
        this.clock = clock;
        this.thread = new ModelThread(worker + "-model");
    }

    @Override
    public String roleName() {
        return worker;
    }

    @Override
    public void onStart() throws Exception {
        place = thread.call(() -> opening.open(() -> stopping)).orElse(null);
        idleSince = clock.instant();
    }

    @Override
    public int doWork() throws Exception {
        try {
            return job == null ? take() : tend();
        } catch (QuarantinedException e) {
            end = WorkerState.QUARANTINED;
            fault = e.getMessage();
            throw new FatalRoleException(ExitCode.CONTRACT_BROKEN, fault, e);
        } catch (Exception | Error e) {
            fault = String.valueOf(e.getMessage());
            throw e;
        }
    }

    /** Only the start waits for longer than a cycle. */
    @Override
    public void wakeup() {
        stopping = true;
    }

    @Override
    public boolean drain() throws Exception {
        end = WorkerState.STOPPED;
        if (job == null) {
            return true;
        }
        if (job.progress().cancel()) {
            place.requests().release();
            job = null;
            return true;
        }
        tend();
        return job == null;
    }

    @Override
    public void onClose() throws Exception {
        thread.end(Duration.ZERO);
        if (place == null) {
            return;
        }
        try (Closer clients = place.clients()) {
            place.heartbeats().announce(end, end == WorkerState.STOPPED ? "" : fault);
        }
        if (thread.end(LAST_STEP)) {
            place.model().close();
        } else {
            log.atWarn().addKeyValue("worker", worker).log("A step still runs; its memory is left to the process");
        }
    }

    private int take() {
        Optional<Delivery> delivery = place.requests().take(CYCLE).stream().findFirst();
        if (delivery.isPresent()) {
            place.intake().accept(delivery.get()).ifPresent(this::begin);
            return 1;
        }
        place.heartbeats().waiting(place.handler().policyVersion());
        boolean over = place.handler().isRunOver() && !clock.instant().isBefore(idleSince.plus(LEAVE_AFTER));
        if (over) {
            end = WorkerState.STOPPED;
        }
        return over ? DONE : 1; // the poll has waited already
    }

    private void begin(RolloutRequest request) {
        place.metrics().waited(Duration.between(idleSince, clock.instant()));
        Progress progress = new Progress(clock);
        job = new Job(request, progress, thread.submit(() -> place.handler().handle(request, progress)));
    }

    private int tend() throws Exception {
        try {
            answered(job.answer().get(CYCLE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            stillWorking();
        } catch (ExecutionException e) {
            givenUp(e.getCause());
        }
        return 1;
    }

    private void answered(BatchReport report) {
        Job done = job;
        job = null;
        idleSince = clock.instant();
        place.requests().accept();
        place.publisher().metric(place.metrics().answered(done.request(), report, idleSince));
        place.heartbeats().answered(report);
        log.atDebug()
                .addKeyValue("run", done.request().getRun())
                .addKeyValue("iteration", done.request().getIteration())
                .addKeyValue("policyVersion", done.request().getPolicyVersion())
                .addKeyValue("worker", worker)
                .log("A request is answered");
    }

    private void stillWorking() {
        place.heartbeats()
                .working(job.request(), job.progress(), place.handler().policyVersion());
        if (place.requests().isHolding()) {
            place.requests().keep();
            if (!place.requests().isHolding()) {
                place.metrics().lockLost();
                job.progress().cancel(); // another sampler has it now; what is published already does no harm
            }
        }
        Duration silence = Duration.between(job.progress().lastSign(), clock.instant());
        if (silence.compareTo(stall) > 0) {
            place.requests().release();
            throw new FatalRoleException(
                    ExitCode.UNEXPECTED,
                    "%s: expected a step of request %s within %s (stall.timeout), got none for %s"
                            .formatted(
                                    worker,
                                    job.request().getId(),
                                    DurationText.write(stall),
                                    DurationText.write(silence)));
        }
    }

    private void givenUp(Throwable cause) throws Exception {
        job = null;
        idleSince = clock.instant();
        place.requests().release();
        if (cause instanceof CancellationException) {
            return;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw (Exception) cause;
    }
}
