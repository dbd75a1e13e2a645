package io.ddpo.sampler;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RENEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.FakeShareConsumer;
import io.ddpo.service.kafka.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplerAgentTest {
    private static final Duration STALL = Duration.ofMinutes(15);
    private static final BatchReport REPORT =
            new BatchReport(2, 0, Duration.ofMillis(1), Duration.ofMillis(8), Duration.ofMillis(1));

    /** What the work does, on its own thread. */
    private interface Work {
        BatchReport on(RolloutRequest request, Progress progress) throws Exception;
    }

    private final TestClock clock = new TestClock();
    private final Written log = new Written();
    private final FakeShareConsumer consumer = new FakeShareConsumer();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch gate = new CountDownLatch(1);
    private Work work = (request, progress) -> REPORT;
    private boolean runIsOver;
    private boolean modelClosed;
    private final SamplerAgent agent =
            new SamplerAgent("sampler-1", stopping -> Optional.of(workplace()), STALL, clock);

    @BeforeEach
    void start() throws Exception {
        agent.onStart();
    }

    @AfterEach
    void letWorkEnd() {
        gate.countDown();
    }

    @Test
    void acknowledgesARequestWhenItIsAnswered() throws Exception {
        deliver();

        cycles(2);

        assertThat(consumer.acknowledged).containsExactly(ACCEPT);
        assertThat(log.values(Written.RUN.metrics(), Metric.class))
                .singleElement()
                .satisfies(metric -> assertThat(metric.getValues()).containsEntry("modelSeconds", 0.008));
    }

    @Test
    void renewsTheLockWhileTheWorkGoesOn() throws Exception {
        work = (request, progress) -> {
            gate.await();
            return REPORT;
        };
        deliver();

        cycles(1);
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofSeconds(10));
            cycles(1);
        }
        gate.countDown();
        cycles(1);

        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW, RENEW, ACCEPT);
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        work = (request, progress) -> {
            progress.steps(1, 4);
            gate.await();
            return REPORT;
        };
        deliver();

        cycles(2);

        assertThat(heartbeats()).last().satisfies(beat -> {
            assertThat(beat.getState()).isEqualTo(WorkerState.WORKING);
            assertThat(beat.getProgress()).hasValue(0.25);
        });
    }

    @Test
    void abandonsARequestWhoseLockIsLost() throws Exception {
        work = (request, progress) -> {
            gate.await();
            progress.alive();
            return REPORT;
        };
        deliver();
        cycles(1);

        consumer.loseLock();
        clock.pass(Duration.ofSeconds(10));
        cycles(1);
        gate.countDown();
        cycles(1);

        assertThat(consumer.acknowledged).containsExactly(RENEW);
        assertThat(meters.get("ddpo.sampler.locks.lost").counter().count()).isEqualTo(1);
        assertThat(log.values(Written.RUN.metrics(), Metric.class)).isEmpty();
    }

    @Test
    void givesARequestBackThatItCouldNotAnswer() throws Exception {
        work = (request, progress) -> {
            throw new IOException("disk is gone");
        };
        deliver();

        assertThatThrownBy(() -> cycles(2)).isInstanceOf(IOException.class).hasMessage("disk is gone");

        assertThat(consumer.acknowledged).containsExactly(RELEASE);
    }

    @Test
    void leavesWithASentenceWhenItIsAtFault() throws Exception {
        work = (request, progress) -> {
            throw new FatalRoleException(ExitCode.RESOURCES, "device: out of memory");
        };
        deliver();

        assertThatThrownBy(() -> cycles(2)).isInstanceOf(FatalRoleException.class);
        agent.onClose();

        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(consumer.isClosed()).isTrue();
        assertThat(heartbeats()).last().satisfies(beat -> {
            assertThat(beat.getState()).isEqualTo(WorkerState.FAILED);
            assertThat(beat.getMessage()).isEqualTo("device: out of memory");
        });
    }

    @Test
    void leavesQuarantined() throws Exception {
        work = (request, progress) -> {
            throw new QuarantinedException("sampler-1", "demo");
        };
        deliver();

        assertThatThrownBy(() -> cycles(2))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN));
        agent.onClose();

        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(heartbeats()).last().extracting(WorkerHeartbeat::getState).isEqualTo(WorkerState.QUARANTINED);
    }

    @Test
    void leavesWhenTheWorkHangs() throws Exception {
        work = (request, progress) -> {
            gate.await();
            return REPORT;
        };
        deliver();
        cycles(1);
        clock.pass(STALL.plusSeconds(1));

        assertThatThrownBy(() -> cycles(1))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("sampler-1: expected a step of request r-7 within 15m (stall.timeout), got none for 901s");
        assertThat(consumer.acknowledged).endsWith(RELEASE);
    }

    @Test
    void givesTheRequestBackWhenItIsAskedToStop() throws Exception {
        work = (request, progress) -> {
            gate.await();
            return REPORT;
        };
        deliver();
        cycles(1);

        assertThat(agent.drain()).isTrue();
        gate.countDown();
        agent.onClose();

        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(consumer.isClosed()).isTrue();
        assertThat(modelClosed).isTrue();
        assertThat(heartbeats()).last().extracting(WorkerHeartbeat::getState).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void finishesARequestWhoseResultsGoOutAlready() throws Exception {
        CountDownLatch publishing = new CountDownLatch(1);
        work = (request, progress) -> {
            progress.publishing();
            publishing.countDown();
            gate.await();
            return REPORT;
        };
        deliver();
        cycles(1);
        publishing.await();

        assertThat(agent.drain()).isFalse();
        gate.countDown();
        assertThat(agent.drain()).isTrue();

        assertThat(consumer.acknowledged).containsExactly(ACCEPT);
    }

    @Test
    void stopsAtOnceWithNothingInHand() throws Exception {
        assertThat(agent.drain()).isTrue();
    }

    @Test
    void leavesSomeTimeAfterTheRunIsOver() throws Exception {
        runIsOver = true;
        assertThat(agent.doWork()).isNotEqualTo(Agent.DONE);

        clock.pass(SamplerAgent.LEAVE_AFTER);

        assertThat(agent.doWork()).isEqualTo(Agent.DONE);
        agent.onClose();
        assertThat(heartbeats()).last().extracting(WorkerHeartbeat::getState).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void waitsForAsLongAsTheRunGoesOn() throws Exception {
        clock.pass(SamplerAgent.LEAVE_AFTER.multipliedBy(100));

        assertThat(agent.doWork()).isNotEqualTo(Agent.DONE);
        assertThat(heartbeats()).last().extracting(WorkerHeartbeat::getState).isEqualTo(WorkerState.WAITING);
    }

    @Test
    void doesNotStartOnceItIsAskedToStop() throws Exception {
        SamplerAgent late = new SamplerAgent(
                "sampler-2",
                stopping -> stopping.getAsBoolean() ? Optional.empty() : Optional.of(workplace()),
                STALL,
                clock);
        late.wakeup();

        late.onStart();

        assertThat(late.drain()).isTrue();
        late.onClose();
        assertThat(consumer.isClosed()).isFalse();
    }

    private void deliver() {
        consumer.deliver(
                new AvroSerializer<>(log.registry, RolloutRequest.class)
                        .serialize(FakeShareConsumer.TOPIC, Requests.sound()),
                1);
    }

    private void cycles(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            agent.doWork();
        }
    }

    private List<WorkerHeartbeat> heartbeats() {
        return log.values(Written.RUN.workers(), WorkerHeartbeat.class);
    }

    private Workplace workplace() {
        WorkQueue source = new WorkQueue(consumer, List.of(FakeShareConsumer.TOPIC), Duration.ofSeconds(30), clock);
        SamplerMetrics metrics = new SamplerMetrics(meters, "sampler-1");
        WorkerIdentity identity = new WorkerIdentity("sampler-1", "here", 7, "cpu", clock.instant());
        Closer clients = new Closer();
        clients.add(source);
        Closer model = new Closer();
        model.add(() -> modelClosed = true);
        return new Workplace(
                source,
                new Intake(
                        "sampler-1",
                        source,
                        new AvroDeserializer<>(log.registry, RolloutRequest.class),
                        log.publisher,
                        metrics,
                        10,
                        clock),
                new Handler(),
                log.publisher,
                new Heartbeats(identity, log.publisher::heartbeat, Duration.ofSeconds(2), clock),
                metrics,
                clients,
                model);
    }

    private final class Handler implements RequestHandler {
        @Override
        public BatchReport handle(RolloutRequest request, Progress progress) throws Exception {
            return work.on(request, progress);
        }

        @Override
        public OptionalInt policyVersion() {
            return OptionalInt.of(5);
        }

        @Override
        public boolean isRunOver() {
            return runIsOver;
        }
    }
}
