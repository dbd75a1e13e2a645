package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.specification.RunEnd;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.WorkerIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DeskTest {
    private static final String MANIFESTS = "demo.weights-versions";
    private static final Duration LEAVE_AFTER = Duration.ofMinutes(15);

    private final List<WorkerHeartbeat> heartbeats = new ArrayList<>();
    private final MockConsumer<String, WeightsManifest> manifests = new MockConsumer<>("none");
    private final WorkerIdentity worker = new WorkerIdentity("scorer-1", "here", 42, Instant.EPOCH);
    private Instant now = Instant.EPOCH;
    private final Activity activity = new Activity(1, () -> now);
    private Optional<RunSpecification> created = Optional.empty();
    private RuntimeException fault;
    private boolean clientsClosed;
    private final Desk desk = new Desk(worker, this::open, activity, LEAVE_AFTER, () -> now);

    @Test
    void theSlotsWaitUntilTheRunIsCreated() {
        desk.onStart();
        desk.doWork();
        assertThat(desk.opened()).isEmpty();

        created = Optional.of(new RunSpecification());
        desk.doWork();
        assertThat(desk.opened()).isPresent();
    }

    @Test
    void aRewardThatCannotBeOpenedEndsTheRoleWithItsSentence() throws Exception {
        fault = new FatalRoleException(ExitCode.BAD_INPUT, "run demo: reward.name: expected one of http, got 'htpp'");
        created = Optional.of(new RunSpecification());
        desk.onStart();

        assertThatExceptionOfType(FatalRoleException.class).isThrownBy(desk::doWork);
        desk.onClose();

        assertThat(heartbeats).extracting(WorkerHeartbeat::getState).last().isEqualTo(WorkerState.FAILED);
        assertThat(heartbeats).extracting(WorkerHeartbeat::getMessage).last().isEqualTo(fault.getMessage());
        assertThat(clientsClosed).isTrue();
    }

    @Test
    void aRunThatIsOverIsLeftOnceNothingComesAnyMore() {
        begin();
        end(RunState.FINISHED);
        now = now.plus(LEAVE_AFTER.minusSeconds(1));
        activity.began(3);
        activity.ended();
        assertThat(desk.doWork()).isEqualTo(1);

        now = now.plus(LEAVE_AFTER);
        assertThat(desk.doWork()).isEqualTo(Agent.DONE);
    }

    @Test
    void aRunThatIsPausedIsNeverLeft() {
        begin();
        end(RunState.PAUSED);
        now = now.plus(Duration.ofDays(30));

        assertThat(desk.doWork()).isEqualTo(1);
    }

    @Test
    void whatTheSlotsDoIsToldEverySoOften() {
        begin();
        activity.began(3);
        now = now.plusSeconds(2);

        desk.doWork();
        desk.doWork();

        WorkerHeartbeat last = heartbeats.get(heartbeats.size() - 1);
        assertThat(heartbeats).hasSize(2);
        assertThat(last.getRole()).isEqualTo("scorer");
        assertThat(last.getState()).isEqualTo(WorkerState.WORKING);
        assertThat(last.getIteration()).contains(3);
        assertThat(last.getProgress()).contains(1.0);
        assertThat(last.getRates()).isEqualTo(Map.of("samples", 0.0));
    }

    @Test
    void aStopWaitsForTheSlotsWhichStillWrite() throws Exception {
        begin();
        assertThat(desk.drain()).isFalse();

        activity.closed();
        assertThat(desk.drain()).isTrue();
        desk.onClose();

        assertThat(heartbeats).extracting(WorkerHeartbeat::getState).last().isEqualTo(WorkerState.STOPPED);
    }

    private void begin() {
        created = Optional.of(new RunSpecification());
        desk.onStart();
        desk.doWork();
    }

    private Office open() {
        manifests.updateBeginningOffsets(Map.of(new TopicPartition(MANIFESTS, 0), 0L));
        return new Office(
                patience -> created,
                new RunEnd(manifests, MANIFESTS),
                new Heartbeats(worker, heartbeats::add, Duration.ofSeconds(2), () -> now),
                this::start,
                () -> clientsClosed = true);
    }

    private Workplace start(RunSpecification run) {
        if (fault != null) {
            throw fault;
        }
        ScorerMetrics metrics = new ScorerMetrics(new SimpleMeterRegistry());
        Limits limits = new Limits(1, OptionalDouble.empty(), Duration.ofSeconds(1), 1, Duration.ofSeconds(1));
        FakeTime time = new FakeTime();
        return new Workplace(
                "http",
                null,
                new PersistentReward(
                        null, limits, new Gate(limits, time), time, new CallMetrics(new SimpleMeterRegistry(), "http")),
                new Evaluations(Guards.none()),
                null,
                metrics,
                null);
    }

    private void end(RunState state) {
        String digest = "0".repeat(64);
        WeightsManifest manifest = WeightsManifest.newBuilder()
                .setRun("demo")
                .setVersion(0)
                .setIteration(0)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest(digest)
                .setWeights(new ChunkedPayload("demo.weights", 0, List.of(0L), 1L, digest))
                .setPolicySha256(digest)
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(1)
                .setSettings(Map.of())
                .setDeterminismKey("cpu")
                .setState(state)
                .setCreatedAt(Instant.EPOCH)
                .build();
        manifests.addRecord(new ConsumerRecord<>(MANIFESTS, 0, 0, "0", manifest));
    }
}
