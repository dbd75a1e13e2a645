package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A supervisor whose processes and clock are the test's own. */
class SupervisorTest {
    private static final WorkerSpec BROKER = spec("broker", ClusterRole.BROKER);
    private static final WorkerSpec SAMPLER = spec("sampler-1", ClusterRole.SAMPLER);

    /** What {@code kill -9} leaves. */
    private static final int KILLED = 137;

    private final Map<String, ScriptedChild> processes = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private int starts;

    private final Supervisor supervisor = new Supervisor(
            worker -> {
                ScriptedChild child = new ScriptedChild(++starts);
                processes.put(worker.name(), child);
                return child;
            },
            () -> now);

    @Test
    void whatIsWantedIsStartedOnce() {
        supervisor.want(List.of(BROKER, SAMPLER));

        assertThat(supervisor.turn()).isTrue();
        assertThat(supervisor.turn()).isFalse();
        assertThat(starts).isEqualTo(2);
        assertThat(phases()).containsOnly(Map.entry("broker", Phase.RUNNING), Map.entry("sampler-1", Phase.RUNNING));
    }

    @Test
    void whoIsKilledIsStartedAgainAfterAWait() {
        start(SAMPLER);

        end("sampler-1", KILLED);
        assertThat(phases()).containsEntry("sampler-1", Phase.BACKING_OFF);
        pass(Worker.FIRST_WAIT.minusMillis(1));
        assertThat(starts).isEqualTo(1);
        pass(Duration.ofMillis(1));

        assertThat(starts).isEqualTo(2);
        assertThat(phases()).containsEntry("sampler-1", Phase.RUNNING);
        assertThat(supervisor.workers()).singleElement().satisfies(worker -> {
            assertThat(worker.restarts()).isEqualTo(1);
            assertThat(worker.lastStatus()).hasValue(KILLED);
        });
    }

    @Test
    void everyFurtherFaultDoublesTheWaitUpToABoundAndALoopIsSaid() {
        start(SAMPLER);

        List<Duration> waits =
                IntStream.range(0, 8).mapToObj(fault -> waitAfterAFault()).toList();

        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Worker.LONGEST_WAIT,
                        Worker.LONGEST_WAIT,
                        Worker.LONGEST_WAIT);
        end("sampler-1", 1);
        assertThat(phases()).containsEntry("sampler-1", Phase.CRASH_LOOP);
    }

    @Test
    void whoHasWorkedLongStartsAtTheFirstWaitAgain() {
        start(SAMPLER);
        for (int fault = 0; fault < Worker.CRASH_LOOP; fault++) {
            waitAfterAFault();
        }

        pass(Worker.STEADY);

        assertThat(waitAfterAFault()).isEqualTo(Worker.FIRST_WAIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = ExitCode.class,
            names = {"USAGE", "BAD_INPUT", "FENCED", "CONTRACT_BROKEN"})
    void whatNoRestartCanMendIsLeftAsItIs(ExitCode code) {
        start(SAMPLER);

        end("sampler-1", code.status());
        pass(Duration.ofDays(1));

        assertThat(starts).isEqualTo(1);
        assertThat(phases()).containsEntry("sampler-1", Phase.FAILED);
    }

    @Test
    void whoHasDoneItsWorkIsNotStartedAgain() {
        start(SAMPLER);

        end("sampler-1", 0);
        pass(Duration.ofDays(1));

        assertThat(starts).isEqualTo(1);
        assertThat(phases()).containsEntry("sampler-1", Phase.FINISHED);
    }

    @Test
    void whoIsNotWantedIsAskedToEndAndForgottenOnceItHas() {
        start(BROKER, SAMPLER);

        supervisor.want(List.of(BROKER));
        supervisor.turn();
        assertThat(processes.get("sampler-1").asked).isEqualTo(1);
        assertThat(phases()).containsEntry("sampler-1", Phase.STOPPING);
        end("sampler-1", 143);

        assertThat(phases()).containsOnlyKeys("broker");
    }

    @Test
    void whoDoesNotEndInTimeIsKilled() {
        start(SAMPLER);
        supervisor.want(List.of());
        supervisor.turn();

        pass(Worker.LONGEST_STOP);
        assertThat(processes.get("sampler-1").killed).isFalse();
        pass(Duration.ofMillis(1));

        assertThat(processes.get("sampler-1").killed).isTrue();
    }

    @Test
    void whoIsWantedAgainBeforeItHasEndedIsStartedOnlyThen() {
        start(SAMPLER);
        supervisor.want(List.of());
        supervisor.turn();

        supervisor.want(List.of(SAMPLER));
        supervisor.turn();
        assertThat(starts).isEqualTo(1);
        end("sampler-1", 143);

        assertThat(starts).isEqualTo(2);
        assertThat(phases()).containsEntry("sampler-1", Phase.RUNNING);
    }

    @Test
    void whoWaitsForARestartAndIsNotWantedIsForgotten() {
        start(SAMPLER);
        end("sampler-1", KILLED);

        supervisor.want(List.of());
        pass(Duration.ofDays(1));

        assertThat(starts).isEqualTo(1);
        assertThat(supervisor.workers()).isEmpty();
    }

    private void start(WorkerSpec... specs) {
        supervisor.want(List.of(specs));
        supervisor.turn();
    }

    private void end(String name, int status) {
        processes.get(name).status = OptionalInt.of(status);
        supervisor.turn();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        supervisor.turn();
    }

    /** Half a second is the finest wait there is. */
    private Duration waitAfterAFault() {
        Instant fault = now;
        int before = starts;
        end("sampler-1", 1);
        while (starts == before) {
            pass(Duration.ofMillis(500));
        }
        return Duration.between(fault, now);
    }

    private Map<String, Phase> phases() {
        Map<String, Phase> phases = new HashMap<>();
        supervisor.workers().forEach(worker -> phases.put(worker.spec().name(), worker.phase()));
        return phases;
    }

    private static WorkerSpec spec(String name, ClusterRole role) {
        return new WorkerSpec(name, role, List.of(), Optional.empty());
    }

    private static final class ScriptedChild implements Child {
        private final long pid;
        private OptionalInt status = OptionalInt.empty();
        private int asked;
        private boolean killed;

        private ScriptedChild(long pid) {
            this.pid = pid;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public OptionalInt status() {
            return status;
        }

        @Override
        public void stop() {
            asked++;
        }

        @Override
        public void kill() {
            killed = true;
        }
    }
}
