package io.ddpo.local.cluster;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Utils;

/** Brings a cluster up and down in the order of its stages. One thread. */
final class Stages {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final ClusterPlan plan;
    private final StatePublisher publisher;
    private final BooleanSupplier interrupted;
    private boolean complete;

    Stages(Supervisor supervisor, ClusterPlan plan, StatePublisher publisher, BooleanSupplier interrupted) {
        this.supervisor = supervisor;
        this.plan = plan;
        this.publisher = publisher;
        this.interrupted = interrupted;
    }

    /**
     * Starts a stage and waits until it answers.
     *
     * @return false if it is not wanted any more
     * @throws FatalRoleException if it does not come up
     */
    boolean up(int stage, BooleanSupplier answers) {
        supervisor.want(plan.workers(stage, 0));
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

    /**
     * Keeps everything going until it is not wanted any more.
     *
     * @param samplers how many are wanted; may take its time
     */
    void keepUp(IntSupplier samplers) {
        while (!interrupted.getAsBoolean()) {
            supervisor.want(plan.workers(ClusterRole.ALL, samplers.getAsInt()));
            turn();
            if (!complete) {
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
