package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.UnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Decides when a reward may be called: so many at once, so many a second, and none while it does not answer. */
final class Gate {
    private final Time time;
    private final Semaphore permits;
    private final Pace pace;
    private final CircuitBreaker breaker = new CircuitBreaker();

    Gate(Limits limits, Time time) {
        this.time = time;
        this.permits = new Semaphore(limits.concurrency(), true);
        this.pace = new Pace(limits.callsPerSecond(), time.now());
    }

    /**
     * Waits until a call may be made, which has to be reported.
     *
     * @param deadline on the clock of {@link Time#now}
     * @return whether it may; false if the deadline came first
     */
    boolean enter(long deadline) throws InterruptedException {
        if (!permits.tryAcquire(Math.max(0, deadline - time.now()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            for (Duration wait = admit(); !wait.isZero(); wait = admit()) {
                long left = deadline - time.now();
                if (left <= 0) {
                    permits.release();
                    return false;
                }
                time.pause(wait.toNanos() < left ? wait : Duration.ofNanos(left));
            }
            return true;
        } catch (InterruptedException e) {
            permits.release();
            throw e;
        }
    }

    /** The pace comes last, because it counts whom it lets through. */
    private Duration admit() {
        Duration rest = breaker.admit(time.now());
        if (!rest.isZero()) {
            return rest;
        }
        Duration wait = pace.admit(time.now());
        if (!wait.isZero()) {
            breaker.abandoned();
        }
        return wait;
    }

    /** The call was answered. */
    void succeeded() {
        breaker.succeeded();
        permits.release();
    }

    /** The call was not answered. */
    void failed(Exception why) {
        if (why instanceof UnavailableException busy && busy.retryAfter().isPresent()) {
            pace.holdBack(busy.retryAfter().get(), time.now());
            breaker.succeeded(); // it is there, and says when to come back
        } else {
            breaker.failed(time.now());
        }
        permits.release();
    }

    /** The call was given up. */
    void abandoned() {
        breaker.abandoned();
        permits.release();
    }

    /** Whether the reward is left alone because it does not answer. */
    boolean isShut() {
        return breaker.isOpen();
    }
}
