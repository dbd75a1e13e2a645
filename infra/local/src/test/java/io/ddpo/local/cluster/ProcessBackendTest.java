package io.ddpo.local.cluster;

import static io.ddpo.fleet.WorkerRole.LEARNER;
import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.fleet.Actual;
import io.ddpo.fleet.FleetPlan;
import io.ddpo.fleet.Wanted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Workers of runs as processes that are the test's own. */
class ProcessBackendTest {
    private static final WorkerSpec BROKER = new WorkerSpec("broker", ClusterRole.BROKER, List.of(), Optional.empty());

    private final Map<String, Started> processes = new HashMap<>();
    private final AtomicInteger port = new AtomicInteger(5000);
    private Instant now = Instant.EPOCH;
    private final Supervisor supervisor = new Supervisor(this::start, () -> Instant.EPOCH);
    private final ProcessBackend backend = new ProcessBackend(
            supervisor,
            new ClusterPlan(
                    new ClusterFolder(Path.of("cluster")),
                    "foxes",
                    new Addresses("127.0.0.1:9093", "memory:", false, 8640),
                    List.of("cpu"),
                    port::incrementAndGet),
            List.of(BROKER),
            supervisor::turn,
            () -> now);

    @Test
    void samplersGoFromOneToFourAndBackToTwo() {
        backend.make(plan(samplers("foxes", 1)));
        assertThat(names()).containsExactlyInAnyOrder("broker", "sampler-1");

        backend.make(plan(samplers("foxes", 4)));
        assertThat(backend.there()).containsExactly(new Actual("foxes", SAMPLER, 4, 4));

        backend.make(plan(samplers("foxes", 2)));
        assertThat(processes.get("sampler-3").asked).isTrue();
        assertThat(processes.get("sampler-1").asked).isFalse();
        assertThat(backend.there())
                .as("those that are let go are there until they have finished")
                .containsExactly(new Actual("foxes", SAMPLER, 4, 2));
        processes.values().forEach(Started::endIfAsked);
        backend.make(plan(samplers("foxes", 2)));
        assertThat(backend.there()).containsExactly(new Actual("foxes", SAMPLER, 2, 2));
    }

    @Test
    void everyRunHasItsOwnAndWhoIsReleasedLeaves() {
        backend.make(plan(samplers("foxes", 1), samplers("wolves", 1)));
        assertThat(names()).containsExactlyInAnyOrder("broker", "sampler-1", "wolves.sampler-1");

        backend.make(plan(samplers("foxes", 1)));

        assertThat(processes.get("wolves.sampler-1").asked).isTrue();
        assertThat(processes.get("sampler-1").asked).isFalse();
    }

    @Test
    void whoseLogIsNotReadYetStaysAsItIs() {
        backend.make(plan(samplers("foxes", 3)));

        backend.make(new FleetPlan(List.of(), Set.of(), Set.of("foxes")));

        assertThat(processes.values()).noneMatch(process -> process.asked);
    }

    @Test
    void whoseRunIsOverLeavesByItselfAndComesBackWhenItIsResumed() {
        backend.make(plan(samplers("foxes", 1), learner("foxes")));

        backend.make(over("foxes"));
        assertThat(processes.values()).noneMatch(process -> process.asked);
        processes.get("learner").status = OptionalInt.of(0);
        backend.make(over("foxes"));
        assertThat(phase("learner")).isEqualTo(Phase.FINISHED);
        assertThat(phase("sampler-1")).isEqualTo(Phase.RUNNING);

        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        assertThat(phase("learner")).isEqualTo(Phase.RUNNING);
        assertThat(processes.get("learner").status).isEmpty();
    }

    @Test
    void whoEndsAfterItsRunWasResumedIsStartedAnew() {
        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        backend.make(over("foxes"));
        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        now = now.plusSeconds(40);
        processes.get("learner").status = OptionalInt.of(0);

        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        assertThat(phase("learner")).isEqualTo(Phase.RUNNING);
        assertThat(processes.get("learner").status).isEmpty();

        now = now.plusSeconds(100);
        processes.get("learner").status = OptionalInt.of(0);
        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        backend.make(plan(samplers("foxes", 1), learner("foxes")));
        assertThat(phase("learner"))
                .as("its run has ended, and the log says so soon")
                .isEqualTo(Phase.FINISHED);
    }

    @Test
    void aRunThatWasOverBeforeGetsNobody() {
        backend.make(over("foxes"));

        assertThat(names()).containsExactly("broker");
    }

    private static FleetPlan plan(Wanted... wanted) {
        return new FleetPlan(List.of(wanted), Set.of(), Set.of());
    }

    private static FleetPlan over(String run) {
        return new FleetPlan(List.of(new Wanted(run, SAMPLER, 1, 0, "the run is stopped")), Set.of(run), Set.of());
    }

    private static Wanted samplers(String run, int count) {
        return new Wanted(run, SAMPLER, count, count, "");
    }

    private static Wanted learner(String run) {
        return new Wanted(run, LEARNER, 1, 1, "");
    }

    private List<String> names() {
        return supervisor.workers().stream().map(worker -> worker.spec().name()).toList();
    }

    private Phase phase(String name) {
        return supervisor.workers().stream()
                .filter(worker -> worker.spec().name().equals(name))
                .map(Worker::phase)
                .findFirst()
                .orElseThrow();
    }

    private Child start(WorkerSpec worker) {
        Started process = new Started();
        processes.put(worker.name(), process);
        return process;
    }

    /** Ends when the test says so. */
    private static final class Started implements Child {
        private OptionalInt status = OptionalInt.empty();
        private boolean asked;

        private void endIfAsked() {
            if (asked) {
                status = OptionalInt.of(143);
            }
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public OptionalInt status() {
            return status;
        }

        @Override
        public void stop() {
            asked = true;
        }

        @Override
        public void kill() {
            status = OptionalInt.of(137);
        }
    }
}
