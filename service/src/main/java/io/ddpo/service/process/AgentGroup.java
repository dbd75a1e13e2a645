package io.ddpo.service.process;

import io.ddpo.service.duty.AgentRunner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** The agents of one role, each on a thread of its own: they end together. */
final class AgentGroup {
    private final List<AgentRunner> runners;
    private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
    private final CompletableFuture<Void> anyEnded = new CompletableFuture<>();

    AgentGroup(List<AgentRunner> runners) {
        if (runners.isEmpty()) {
            throw new IllegalArgumentException("agents: expected at least one, got none");
        }
        this.runners = List.copyOf(runners);
    }

    void start() {
        for (AgentRunner runner : runners) {
            var unused = runner.ended().whenComplete((done, failure) -> {
                firstFailure.compareAndSet(null, failure);
                anyEnded.complete(null);
            });
            new Thread(runner, runner.roleName()).start();
        }
    }

    /** Completes as soon as one agent has ended, in whatever way. */
    CompletableFuture<Void> anyEnded() {
        return anyEnded;
    }

    /** What the agent that failed before all others failed with: the cause of what came after. */
    Optional<Throwable> firstFailure() {
        return Optional.ofNullable(firstFailure.get());
    }

    /** Asks all agents to drain. */
    void stop() {
        runners.forEach(AgentRunner::stop);
    }

    /** Interrupts the agents that have not ended. */
    void abort() {
        runners.stream().filter(runner -> !runner.ended().isDone()).forEach(AgentRunner::abort);
    }

    /** Waits at most {@code bound}: whether all agents have ended, in whatever way. */
    boolean awaitAll(Duration bound) throws InterruptedException {
        CompletableFuture<?>[] ended = runners.stream().map(AgentRunner::ended).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ended).get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
