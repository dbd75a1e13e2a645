package io.ddpo.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.topology.Operation;
import io.ddpo.rewards.topology.RewardMetrics;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.ops.Status;
import io.ddpo.service.process.WorkerIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RewardStreamsAgentTest {
    private static final Duration LEAVE_AFTER = Duration.ofMinutes(15);

    private final List<WorkerHeartbeat> heartbeats = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Manifests manifests = new Manifests();
    private final TestApplication application = new TestApplication();
    private Optional<RunSpecification> created = Optional.empty();
    private boolean clientsClosed;
    private Instant now = Instant.EPOCH;
    private final RewardStreamsAgent agent = new RewardStreamsAgent(
            this::open,
            new Operation("rewards-1", Duration.ofMinutes(5), new RewardMetrics(meters)),
            LEAVE_AFTER,
            () -> now);

    @Test
    void nothingStartsBeforeTheRunIsCreated() {
        agent.onStart();

        assertThat(agent.doWork()).isEqualTo(1);

        assertThat(application.run).isNull();
        assertThat(agent.status()).isEqualTo(Status.down("the run is not created yet"));
    }

    @Test
    void theApplicationOfTheRunIsStartedOnce() {
        start();
        agent.doWork();

        assertThat(application.run).isEqualTo(TestRun.specification());
        assertThat(application.starts).isEqualTo(1);
        assertThat(agent.status()).isEqualTo(Status.up("running"));
    }

    @Test
    void aRunThatIsOverIsLeftOnceNothingComesAnyMore() {
        start();
        manifests.commit(RunState.FINISHED);
        assertThat(agent.doWork()).isEqualTo(1);

        now = now.plus(LEAVE_AFTER.minusSeconds(1));
        meters.counter("ddpo.rewards.outcomes").increment(); // the last evaluation
        assertThat(agent.doWork()).isEqualTo(1);
        now = now.plus(LEAVE_AFTER.minusSeconds(1));
        assertThat(agent.doWork()).isEqualTo(1);

        now = now.plusSeconds(1);
        assertThat(agent.doWork()).isEqualTo(Agent.DONE);
    }

    @Test
    void aRunThatGoesOnIsNeverLeft() {
        start();
        manifests.commit(RunState.PAUSED);
        now = now.plus(Duration.ofDays(30));

        assertThat(agent.doWork()).isEqualTo(1);
    }

    @Test
    void anApplicationThatEndsByItselfEndsTheRoleWithItsSentence() throws Exception {
        start();
        application.failure = new FatalRoleException(ExitCode.BAD_INPUT, "rewards-1: not authorized");

        assertThatExceptionOfType(FatalRoleException.class)
                .isThrownBy(agent::doWork)
                .withMessage("rewards-1: not authorized");
        agent.onClose();

        assertLastHeartbeat(WorkerState.FAILED, "rewards-1: not authorized");
        assertThat(clientsClosed).isTrue();
    }

    @Test
    void aStopWaitsUntilTheApplicationIsClosed() throws Exception {
        start();

        assertThat(agent.drain()).isFalse();
        application.closes = true;
        assertThat(agent.drain()).isTrue();
        agent.onClose();

        assertLastHeartbeat(WorkerState.STOPPED, "");
    }

    @Test
    void aStopBeforeTheRunIsCreatedHasNothingToWaitFor() throws Exception {
        agent.onStart();

        assertThat(agent.drain()).isTrue();
        agent.onClose();

        assertLastHeartbeat(WorkerState.STOPPED, "");
    }

    @Test
    void anAgentThatNeverStartedCloses() throws Exception {
        agent.onClose();

        assertThat(heartbeats).isEmpty();
    }

    private void start() {
        created = Optional.of(TestRun.specification());
        agent.onStart();
        agent.doWork();
    }

    private void assertLastHeartbeat(WorkerState state, String message) {
        WorkerHeartbeat last = heartbeats.get(heartbeats.size() - 1);
        assertThat(last.getState()).isEqualTo(state);
        assertThat(last.getMessage()).isEqualTo(message);
    }

    private Workplace open() {
        WorkerIdentity worker = new WorkerIdentity("rewards-1", "here", 42, now);
        return new Workplace(
                patience -> created,
                manifests.end(),
                new Heartbeats(worker, heartbeats::add, Duration.ofSeconds(2), () -> now),
                application::started,
                () -> clientsClosed = true);
    }

    private static final class TestApplication implements Application {
        private RunSpecification run;
        private int starts;
        private boolean closes;
        private FatalRoleException failure;

        private Application started(RunSpecification specification) {
            run = specification;
            starts++;
            return this;
        }

        @Override
        public void check() {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public Status status() {
            return Status.up("running");
        }

        @Override
        public boolean closed() {
            return closes;
        }
    }
}
