package io.ddpo.service.duty;

import static io.ddpo.service.duty.ScriptedAgent.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgentRunnerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Counter errors = new SimpleMeterRegistry().counter("errors");
    private final List<String> handled = new ArrayList<>();
    private final CompletableFuture<AgentRunner> self = new CompletableFuture<>();
    private final Callable<Integer> stopItself = () -> {
        self.join().stop();
        return 1;
    };

    @Test
    void anAgentStartsWorksUntilItIsDoneAndCloses() {
        ScriptedAgent agent = new ScriptedAgent(() -> 1, () -> 3);

        AgentRunner runner = run(agent);

        assertThat(runner.ended()).isCompleted();
        assertThat(runner.state()).isEqualTo(State.ENDED);
        assertThat(agent.calls).containsExactly("start", "work", "work", "work", "close");
    }

    @Test
    void anErrorIsCountedAndHandledAndTheCycleGoesOn() {
        ScriptedAgent agent = new ScriptedAgent(
                failing(new IllegalStateException("a")),
                failing(new IllegalStateException("b")),
                () -> 1,
                failing(new IllegalStateException("c")));

        AgentRunner runner = run(agent);

        assertThat(runner.ended()).isCompleted();
        assertThat(errors.count()).isEqualTo(3);
        assertThat(handled).containsExactly("a, 1 in a row", "b, 2 in a row", "c, 1 in a row");
    }

    @Test
    void aFatalErrorEndsTheCycleWithoutADrainButNotWithoutAClose() {
        FatalRoleException fenced = new FatalRoleException(ExitCode.FENCED, "fenced");
        ScriptedAgent agent = new ScriptedAgent(failing(fenced));

        AgentRunner runner = run(agent);

        assertThat(runner.ended().handle((done, failure) -> failure)).isCompletedWithValue(fenced);
        assertThat(agent.calls).containsExactly("start", "work", "close");
        assertThat(handled).isEmpty();
    }

    @Test
    void anErrorHandlerThatThrowsEndsTheCycle() {
        RuntimeException enough = new RuntimeException("enough");
        ScriptedAgent agent = new ScriptedAgent(failing(new IllegalStateException("a")));
        AgentRunner runner = new AgentRunner(
                agent,
                (error, inARow) -> {
                    throw enough;
                },
                errors,
                InstantSource.system());

        runner.run();

        assertThat(runner.ended().handle((done, failure) -> failure)).isCompletedWithValue(enough);
        assertThat(errors.count()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheJvmEndsTheCycleUnasked() {
        OutOfMemoryError outOfMemory = new OutOfMemoryError("Java heap space");
        ScriptedAgent agent = new ScriptedAgent(() -> {
            throw outOfMemory;
        });

        assertThat(run(agent).ended().handle((done, failure) -> failure)).isCompletedWithValue(outOfMemory);
        assertThat(agent.calls).endsWith("close");
        assertThat(handled).isEmpty();
    }

    @Test
    void anAgentThatDoesNotStartIsClosedAllTheSame() {
        Exception noModel = new Exception("no model");
        ScriptedAgent agent = new ScriptedAgent() {
            @Override
            public void onStart() throws Exception {
                throw noModel;
            }
        };

        assertThat(run(agent).ended().handle((done, failure) -> failure)).isCompletedWithValue(noModel);
        assertThat(agent.calls).containsExactly("close");
    }

    @Test
    void aFailureToCloseDoesNotHideWhatEndedTheCycle() {
        FatalRoleException fenced = new FatalRoleException(ExitCode.FENCED, "fenced");
        IllegalStateException unclosed = new IllegalStateException("still open");
        ScriptedAgent agent = new ScriptedAgent(failing(fenced)) {
            @Override
            public void onClose() {
                throw unclosed;
            }
        };

        assertThat(run(agent).ended().handle((done, failure) -> failure)).isCompletedWithValue(fenced);
        assertThat(fenced).hasSuppressedException(unclosed);
    }

    @Test
    void aStopEndsTheWaitOfAnIdleAgentAndDrainsItUntilNothingIsInHand() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        List<String> drains = new ArrayList<>();
        ScriptedAgent agent = new ScriptedAgent() {
            @Override
            public int doWork() {
                idle.complete(null);
                return 0;
            }

            @Override
            public boolean drain() {
                drains.add("drain");
                return drains.size() == 3;
            }
        };
        AgentRunner runner = runner(agent);
        new Thread(runner).start();

        assertThat(idle).succeedsWithin(SOON);
        runner.stop();

        assertThat(runner.ended()).succeedsWithin(SOON);
        assertThat(drains).hasSize(3);
        assertThat(agent.calls).containsExactly("start", "close");
    }

    @Test
    void theWakeupOfAKafkaClientAfterAStopIsNoError() {
        CompletableFuture<Void> polling = new CompletableFuture<>();
        CountDownLatch wakeup = new CountDownLatch(1);
        ScriptedAgent agent =
                new ScriptedAgent(() -> {
                    polling.complete(null);
                    wakeup.await();
                    throw new WakeupException();
                }) {
                    @Override
                    public void wakeup() {
                        wakeup.countDown();
                    }
                };
        AgentRunner runner = runner(agent);
        new Thread(runner).start();

        assertThat(polling).succeedsWithin(SOON);
        runner.stop();

        assertThat(runner.ended()).succeedsWithin(SOON);
        assertThat(errors.count()).isZero();
        assertThat(agent.calls).containsExactly("start", "work", "drain", "close");
    }

    @Test
    void aWakeupThatNobodyAskedForIsAnError() {
        assertThat(run(new ScriptedAgent(failing(new WakeupException()))).ended())
                .isCompleted();
        assertThat(errors.count()).isEqualTo(1);
    }

    @Test
    void anErrorWhileDrainingIsTriedAgain() {
        ScriptedAgent agent = new ScriptedAgent(stopItself) {
            @Override
            public boolean drain() {
                calls.add("drain");
                if (calls.equals(List.of("start", "work", "drain"))) {
                    throw new IllegalStateException("no broker");
                }
                return true;
            }
        };
        AgentRunner runner = runner(agent);

        runner.run();

        assertThat(runner.ended()).isCompleted();
        assertThat(handled).containsExactly("no broker, 1 in a row");
        assertThat(agent.calls).containsExactly("start", "work", "drain", "drain", "close");
    }

    @Test
    void anAbortInterruptsTheDrainButNotTheClose() {
        CompletableFuture<Void> draining = new CompletableFuture<>();
        CompletableFuture<Boolean> interruptedInClose = new CompletableFuture<>();
        ScriptedAgent agent = new ScriptedAgent(stopItself) {
            @Override
            public boolean drain() throws InterruptedException {
                draining.complete(null);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
                return true;
            }

            @Override
            public void onClose() {
                interruptedInClose.complete(Thread.currentThread().isInterrupted());
            }
        };
        AgentRunner runner = runner(agent);
        new Thread(runner).start();

        assertThat(draining).succeedsWithin(SOON);
        runner.abort();

        assertThat(runner.ended()).failsWithin(SOON);
        assertThat(interruptedInClose).isCompletedWithValue(false);
    }

    private AgentRunner run(ScriptedAgent agent) {
        AgentRunner runner = runner(agent);
        runner.run();
        return runner;
    }

    private AgentRunner runner(Agent agent) {
        AgentRunner runner = new AgentRunner(
                agent,
                (error, inARow) -> handled.add("%s, %d in a row".formatted(error.getMessage(), inARow)),
                errors,
                InstantSource.system());
        self.complete(runner);
        return runner;
    }
}
