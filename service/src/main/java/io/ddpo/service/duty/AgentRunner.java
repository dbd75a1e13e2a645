package io.ddpo.service.duty;

import io.ddpo.service.FatalRoleException;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Runs an {@link Agent} on the calling thread: start, work until asked to stop, drain, close. It waits when there is
 * nothing to do, and longer each time when cycles fail; a request to stop ends any wait at once.
 */
public final class AgentRunner implements Runnable {
    private final Agent agent;
    private final ErrorHandler errorHandler;
    private final Counter errorCounter;
    private final InstantSource clock;
    private final BackOff idle = new BackOff(Duration.ofMillis(1), Duration.ofMillis(100));
    private final BackOff afterError = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile State state = State.STARTING;
    private volatile Thread thread;
    private volatile boolean aborted;
    private volatile Instant lastCycle;
    private volatile Exception lastError;
    private int errorsInARow;

    /**
     * @param errorHandler decides about every exception that is not fatal in itself
     * @param errorCounter counts those exceptions, so that a failing cycle is seen
     * @param clock tells when the last cycle began, for health
     */
    public AgentRunner(Agent agent, ErrorHandler errorHandler, Counter errorCounter, InstantSource clock) {
        this.agent = agent;
        this.errorHandler = errorHandler;
        this.errorCounter = errorCounter;
        this.clock = clock;
        this.lastCycle = clock.instant();
    }

    /** Returns when the agent is closed; {@link #ended()} says how it went. Called once. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        Throwable failure = null;
        try {
            agent.onStart();
            work();
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
        if (stopRequested.getCount() > 0) {
            stopRequested.countDown();
            agent.wakeup();
        }
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

    /** When the cycle that runs now, or ran last, began. */
    public Instant lastCycle() {
        return lastCycle;
    }

    /** What the last cycle failed with, empty if it did not fail. */
    public Optional<Exception> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** Where the duty cycle stands. */
    public State state() {
        return state;
    }

    /** The name of the agent. */
    public String roleName() {
        return agent.roleName();
    }

    private boolean isStopping() {
        return stopRequested.getCount() == 0;
    }

    private void work() throws Exception {
        boolean done = false;
        state = State.WORKING;
        while (!done && !isStopping()) {
            done = cycle(agent::doWork) == Agent.DONE;
        }
        state = State.DRAINING;
        while (!done && !aborted) {
            done = cycle(() -> agent.drain() ? Agent.DONE : 0) == Agent.DONE;
        }
    }

    /** One cycle and the wait after it; an error the handler allows for counts as no work. */
    private int cycle(Cycle cycle) throws Exception {
        lastCycle = clock.instant();
        try {
            int work = cycle.run();
            succeeded();
            if (work == 0) {
                pause(idle);
            } else {
                idle.reset();
            }
            return work;
        } catch (FatalRoleException | InterruptedException e) {
            throw e;
        } catch (WakeupException e) {
            return unlessStopping(e);
        } catch (Exception e) {
            failed(e);
            pause(afterError);
            return 0;
        }
    }

    /** How a Kafka client answers {@link Agent#wakeup}: no error, but for an agent that nobody asked to stop. */
    private int unlessStopping(WakeupException wakeup) throws Exception {
        if (!isStopping()) {
            failed(wakeup);
            pause(afterError);
        }
        return 0;
    }

    private void succeeded() {
        errorsInARow = 0;
        lastError = null;
        afterError.reset();
    }

    private void failed(Exception error) throws Exception {
        if (aborted) {
            throw error;
        }
        errorsInARow++;
        lastError = error;
        errorCounter.increment();
        errorHandler.onError(error, errorsInARow);
    }

    /** Waits, but no longer than until a stop; after one, waits of draining are plain sleeps that an abort ends. */
    private void pause(BackOff backOff) throws InterruptedException {
        long nanos = backOff.next().toNanos();
        if (isStopping()) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } else {
            stopRequested.await(nanos, TimeUnit.NANOSECONDS);
        }
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

    private interface Cycle {
        int run() throws Exception;
    }
}
