package io.ddpo.service.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.duty.Agent;
import io.ddpo.service.duty.AgentRunner;
import io.ddpo.service.ops.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AgentHealthTest {
    private static final Instant NOON = Instant.parse("2025-01-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final InstantSource clock = now::get;

    @Test
    void aCycleThatTakesTooLongCountsAsHung() {
        AgentHealth health = new AgentHealth(runner(new RecordingAgent("sampler")), Duration.ofMinutes(15), clock);

        now.set(NOON.plus(Duration.ofMinutes(15)));
        assertThat(health.liveness()).isEqualTo(Status.up("working"));

        now.set(NOON.plus(Duration.ofMinutes(16)));
        assertThat(health.liveness()).isEqualTo(Status.down("in one cycle for 16m, longer than 15m (stall.timeout)"));
    }

    @Test
    void anAgentThatEndedIsNotLive() {
        AgentRunner runner = runner(new RecordingAgent("sampler"));
        AgentHealth health = new AgentHealth(runner, Duration.ofMinutes(15), clock);
        assertThat(health.readiness()).isEqualTo(Status.down("starting"));

        runner.stop();
        runner.run();

        assertThat(health.liveness()).isEqualTo(Status.down("ended"));
        assertThat(health.readiness()).isEqualTo(Status.down("ended"));
    }

    @Test
    void anAgentWhoseLastCycleFailedIsNotReadyUntilOneSucceeds() {
        CompletableFuture<Status> afterError = new CompletableFuture<>();
        AtomicReference<AgentHealth> health = new AtomicReference<>();
        Agent onceFailing = new RecordingAgent("sampler") {
            @Override
            public int doWork() {
                calls.add("work");
                if (calls.equals(List.of("start", "work"))) {
                    throw new IllegalStateException("no broker");
                }
                afterError.complete(health.get().readiness());
                return Agent.DONE;
            }
        };
        AgentRunner runner = runner(onceFailing);
        health.set(new AgentHealth(runner, Duration.ofMinutes(15), clock));

        runner.run();

        assertThat(afterError)
                .isCompletedWithValue(Status.down("the last cycle failed: java.lang.IllegalStateException: no broker"));
        assertThat(runner.lastError()).isEmpty();
    }

    private AgentRunner runner(Agent agent) {
        return new AgentRunner(agent, (error, inARow) -> {}, new SimpleMeterRegistry().counter("errors"), clock);
    }
}
