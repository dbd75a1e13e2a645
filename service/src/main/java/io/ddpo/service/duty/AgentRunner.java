package io.ddpo.service.duty;

import io.ddpo.service.FatalRoleException;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Runs an {@link Agent} on the calling thread: start, work until asked to stop, drain, close. It waits when there is
 * nothing to do, and longer each time when cycles fail; a request to stop ends any wait at once.
 */
public final class AgentRunner implements Runnable {
    private final Agent agent;
    private final ErrorTally errors;
    private final InstantSource clock;
    private final StopSignal stop = new StopSignal();
    /** Up to a tenth of a second, which nobody notices beside a poll of Kafka. */
    private final BackOff idle = new BackOff(Duration.ofMillis(1), Duration.ofMillis(100));
    /** Up to the time a broker takes to come back. */
    private final BackOff afterError = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile State state = State.STARTING;
    private volatile Instant lastCycle;
    private volatile boolean aborted;
    private volatile Thread thread;

    /**
     * @param errorHandler decides about every exception that is not fatal in itself
     * @param errorCounter counts those exceptions, so that a failing cycle is seen
     * @param clock tells when the last cycle began, for health
     */
    public AgentRunner(Agent agent, ErrorHandler errorHandler, Counter errorCounter, InstantSource clock) {
        this.agent = agent;
        this.errors = new ErrorTally(errorHandler, errorCounter);
        this.clock = clock;
        this.lastCycle = clock.instant();
    }

    /**
     * Returns when the agent is closed; {@link #ended()} says how it went. Called once. If a stop was requested before,
     * the agent is only closed.
     */
    @Override
    public void run() {
        thread = Thread.currentThread();
        Throwable failure = null;
        try {
            if (!stop.isRequested()) {
                agent.onStart();
                work();
            }
        } catch (Throwable e) { // whatever ends the cycle is reported by ended(), Errors too
            failure = e;
        }
        Thread.interrupted(); // an abort ends the cycle, not the close that gives back what the agent holds
        failure = close(failure);
        state = State.ENDED;
        if (failure == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    /** Asks the agent to drain and returns at once. Any thread, any number of times. */
    public void stop() {
        stop.request();
        agent.wakeup();
    }

    /** Gives up on draining: interrupts the agent, which is closed without another cycle. */
    public void abort() {
        aborted = true;
        stop();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Completes when the agent is closed, exceptionally with what ended it if it did not end well. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Where the duty cycle stands. */
    public State state() {
        return state;
    }

    /** When the cycle that runs now, or ran last, began. */
    public Instant lastCycle() {
        return lastCycle;
    }

    /** What the last cycle failed with, empty if it did not fail. */
    public Optional<Exception> lastError() {
        return errors.last();
    }

    /** The name of the agent. */
    public String roleName() {
        return agent.roleName();
    }

    private void work() throws Exception {
        boolean done = false;
        state = State.WORKING;
        while (!done && !stop.isRequested()) {
            done = cycle(agent::doWork) == Agent.DONE;
        }
        state = State.DRAINING;
        while (!done && !aborted) {
            done = cycle(() -> agent.drain() ? Agent.DONE : 0) == Agent.DONE;
        }
    }

    /** One cycle and the wait after it; an error the handler allows for counts as no work. */
    private int cycle(Callable<Integer> cycle) throws Exception {
        lastCycle = clock.instant();
        try {
            int work = cycle.call();
            errors.succeeded();
            afterError.reset();
            if (work == 0) {
                stop.pause(idle);
            } else {
                idle.reset();
            }
            return work;
        } catch (FatalRoleException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (aborted) {
                throw e;
            }
            if (!isAnswerToStop(e)) {
                errors.failed(e);
                stop.pause(afterError);
            }
            return 0;
        }
    }

    /** A Kafka client that {@link Agent#wakeup} woke up throws; that is no error. */
    private boolean isAnswerToStop(Exception e) {
        return e instanceof WakeupException && stop.isRequested();
    }

    private Throwable close(Throwable failure) {
        try {
            agent.onClose();
            return failure;
        } catch (Throwable e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
            return failure;
        }
    }
}
