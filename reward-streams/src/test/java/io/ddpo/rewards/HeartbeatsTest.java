package io.ddpo.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.topology.RewardMetrics;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration OVERDUE_AFTER = Duration.ofMinutes(1);

    private final List<WorkerHeartbeat> sent = new ArrayList<>();
    private final WorkerIdentity worker = new WorkerIdentity("rewards-1", "here", 42, Instant.EPOCH);
    private Instant now = Instant.EPOCH;
    private final Heartbeats heartbeats = new Heartbeats(worker, sent::add, INTERVAL, () -> now);

    @Test
    void comingAndGoingIsSaidAtOnce() {
        heartbeats.announce(WorkerState.STARTING, "");
        heartbeats.announce(WorkerState.FAILED, "no broker");

        assertThat(sent)
                .containsExactly(
                        heartbeat(WorkerState.STARTING).build(),
                        heartbeat(WorkerState.FAILED).setMessage("no broker").build());
    }

    @Test
    void waitingForTheRunIsSaidEverySoOften() {
        heartbeats.announce(WorkerState.STARTING, "");

        heartbeats.starting();
        pass(INTERVAL);
        heartbeats.starting();
        heartbeats.starting();

        assertThat(sent).hasSize(2);
    }

    @Test
    void whatWaitsAtTheBarrierIsTheProgressOfTheIteration() {
        pass(INTERVAL);

        heartbeats.running(TestRun.specification(), figures(3, 1, Duration.ofSeconds(5), 8), OVERDUE_AFTER);

        assertThat(sent)
                .containsExactly(heartbeat(WorkerState.WORKING)
                        .setIteration(3)
                        .setProgress(0.25)
                        .setRates(Map.of("samples", 4.0))
                        .build());
    }

    @Test
    void anOverdueIterationIsAMessage() {
        pass(INTERVAL);

        heartbeats.running(TestRun.specification(), figures(3, 1, OVERDUE_AFTER, 0), OVERDUE_AFTER);

        assertThat(sent)
                .extracting(WorkerHeartbeat::getMessage)
                .containsExactly("iteration 3 is overdue: open for 60 s, 1 of 4 rewards are there");
    }

    @Test
    void anEmptyBarrierWaits() {
        pass(INTERVAL);

        heartbeats.running(TestRun.specification(), figures(3, 0, Duration.ZERO, 0), OVERDUE_AFTER);

        assertThat(sent)
                .containsExactly(heartbeat(WorkerState.WAITING)
                        .setIteration(3)
                        .setProgress(0.0)
                        .setRates(Map.of("samples", 0.0))
                        .build());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static RewardMetrics.Figures figures(int iteration, long rewards, Duration openFor, long outcomes) {
        return new RewardMetrics.Figures(iteration, rewards, openFor, outcomes);
    }

    private WorkerHeartbeat.Builder heartbeat(WorkerState state) {
        return WorkerHeartbeat.newBuilder()
                .setWorker("rewards-1")
                .setRole("rewards")
                .setHost("here")
                .setPid(42)
                .setDevice("cpu")
                .setState(state)
                .setStartedAt(Instant.EPOCH)
                .setTimestamp(now);
    }
}
