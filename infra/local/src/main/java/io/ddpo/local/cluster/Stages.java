package io.ddpo.local.cluster;

import io.ddpo.fleet.Backend;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Utils;

/** Brings a cluster up and down in the order of its stages. One thread. */
final class Stages {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final ClusterPlan plan;
    private final StatePublisher publisher;
    private final BooleanSupplier interrupted;
    private final InstantSource clock;
    private boolean complete;

    Stages(
            Supervisor supervisor,
            ClusterPlan plan,
            StatePublisher publisher,
            BooleanSupplier interrupted,
            InstantSource clock) {
        this.supervisor = supervisor;
        this.plan = plan;
        this.publisher = publisher;
        this.interrupted = interrupted;
        this.clock = clock;
    }

    /**
     * Starts a stage and waits until it answers.
     *
     * @return false if it is not wanted any more
     * @throws FatalRoleException if it does not come up
     */
    boolean up(int stage, BooleanSupplier answers) {
        supervisor.want(plan.services(stage));
        turn();
        while (!interrupted.getAsBoolean()) {
            turn();
            requireHope();
            if (answers.getAsBoolean()) {
                return true;
            }
            Utils.sleep(LOOK.toMillis());
        }
        return false;
    }

    /** The workers of runs, beside what the cluster needs itself. */
    Backend backend() {
        return new ProcessBackend(supervisor, plan, plan.services(ClusterRole.ALL), this::turn, clock);
    }

    /**
     * Keeps everything going until it is not wanted any more.
     *
     * @param fleet brings the workers to what is wanted, and may take its time; whether it knows all of that
     */
    void keepUp(BooleanSupplier fleet) {
        while (!interrupted.getAsBoolean()) {
            boolean known = fleet.getAsBoolean();
            turn();
            if (known && !complete) {
                complete = true;
                publish();
                publisher.announce();
            }
        }
    }

    /** Ends everything, one stage after the other. */
    void down() {
        complete = false;
        for (int stage = ClusterRole.ALL; stage >= 0; stage--) {
            List<WorkerSpec> kept = supervisor.workers().stream()
                    .map(Worker::spec)
                    .filter(below(stage))
                    .toList();
            supervisor.want(kept);
            turn();
            while (supervisor.workers().size() > kept.size()) {
                Utils.sleep(LOOK.toMillis());
                turn();
            }
        }
        publish();
        publisher.farewell();
    }

    private static Predicate<WorkerSpec> below(int stage) {
        return worker -> worker.role().stage() < stage;
    }

    private void turn() {
        if (supervisor.turn()) {
            publish();
        }
    }

    private void publish() {
        publisher.publish(
                supervisor.workers(),
                worker -> Optional.ofNullable(supervisor.child(worker)).map(Child::pid),
                complete);
    }

    private void requireHope() {
        for (Worker worker : supervisor.workers()) {
            if (worker.phase() == Phase.FAILED || worker.phase() == Phase.CRASH_LOOP) {
                int status = worker.lastStatus().orElseThrow();
                throw new FatalRoleException(
                        ExitCode.of(status).orElse(ExitCode.UNEXPECTED),
                        "%s: expected it to work, got status %d; its log %s.log says why"
                                .formatted(
                                        worker.spec().name(),
                                        status,
                                        worker.spec().name()));
            }
        }
    }
}
