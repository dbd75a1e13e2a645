package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.learner.Progress.Stage;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final LearnerIdentity IDENTITY = new LearnerIdentity("learner", "host", 7, "cpu", START);

    private Instant now = START;
    private final List<WorkerHeartbeat> sent = new ArrayList<>();
    private final Heartbeats heartbeats = new Heartbeats(IDENTITY, sent::add, Duration.ofSeconds(2), () -> now);

    @Test
    void saysWhoItIs() {
        heartbeats.announce(WorkerState.STARTING, "");

        assertThat(sent).singleElement().satisfies(beat -> {
            assertThat(beat.getWorker()).isEqualTo("learner");
            assertThat(beat.getRole()).isEqualTo("learner");
            assertThat(beat.getHost()).isEqualTo("host");
            assertThat(beat.getPid()).isEqualTo(7);
            assertThat(beat.getDevice()).isEqualTo("cpu");
            assertThat(beat.getStartedAt()).isEqualTo(START);
            assertThat(beat.getTimestamp()).isEqualTo(START);
            assertThat(beat.getPolicyVersion()).isEmpty();
            assertThat(beat.getProgress()).isEmpty();
        });
    }

    @Test
    void beatsEverySoOftenWhileNothingChanges() {
        heartbeats.progress(new Progress(Stage.TRAINING, 3, 4, 1, 8));
        now = START.plusMillis(1999);
        heartbeats.progress(new Progress(Stage.TRAINING, 3, 4, 2, 8));
        assertThat(sent).hasSize(1);

        now = START.plusSeconds(2);
        heartbeats.progress(new Progress(Stage.TRAINING, 3, 4, 4, 8));

        assertThat(sent)
                .extracting(
                        WorkerHeartbeat::getState,
                        WorkerHeartbeat::getIteration,
                        WorkerHeartbeat::getPolicyVersion,
                        WorkerHeartbeat::getProgress)
                .containsExactly(
                        tuple(WorkerState.WORKING, Optional.of(3), Optional.of(4), Optional.of(0.125)),
                        tuple(WorkerState.WORKING, Optional.of(3), Optional.of(4), Optional.of(0.5)));
    }

    @Test
    void saysAtOnceThatItsStateHasChanged() {
        heartbeats.progress(new Progress(Stage.WAITING, 3, 4, 6, 6));
        heartbeats.progress(new Progress(Stage.TRAINING, 3, 4, 0, 8));
        heartbeats.announce(WorkerState.FAILED, "the disk is full");

        assertThat(sent)
                .extracting(WorkerHeartbeat::getState, WorkerHeartbeat::getMessage)
                .containsExactly(
                        tuple(WorkerState.WAITING, ""),
                        tuple(WorkerState.WORKING, ""),
                        tuple(WorkerState.FAILED, "the disk is full"));
    }

    @Test
    void saysWhyTheRunIsPausedAndHowFastTheLastIterationWas() {
        CommitPlanner planner = new CommitPlanner(Specifications.small(), "learner");
        Commit paused = planner.first(
                Manifests.payloads(0),
                Manifests.commands(0, new CreateRun(Specifications.small()), new PauseRun()),
                START);
        heartbeats.progress(new Progress(Stage.WAITING, 0, 0, 0, 6));

        heartbeats.committed(paused.manifest(), List.of(iteration(12.5)));
        heartbeats.progress(new Progress(Stage.PAUSED, 0, 0, 0, 0));

        assertThat(sent.get(1).getMessage()).isEqualTo("alice: lunch");
        assertThat(sent.get(1).getRates()).containsExactly(Map.entry("samples", 12.5));
        assertThat(sent.get(1).getProgress()).isEmpty();
    }

    private static Metric iteration(double samplesPerSecond) {
        return Metric.newBuilder()
                .setSeries(TrainingMetrics.ITERATIONS)
                .setIteration(0)
                .setPolicyVersion(0)
                .setStep(0)
                .setTimestamp(START)
                .setValues(Map.of("samplesPerSecond", samplesPerSecond))
                .build();
    }
}
