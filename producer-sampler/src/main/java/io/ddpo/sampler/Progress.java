package io.ddpo.sampler;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far the work on one request is: told by the thread that samples, read and cut short by the one that holds the
 * request. Thread-safe.
 */
final class Progress {
    private enum Stage {
        SAMPLING,
        PUBLISHING,
        CANCELLED
    }

    private final InstantSource clock;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.SAMPLING);
    private volatile double share;
    private volatile Instant lastSign;

    Progress(InstantSource clock) {
        this.clock = clock;
        this.lastSign = clock.instant();
    }

    /**
     * Says that the work goes on.
     *
     * @throws CancellationException if it is not wanted any more
     */
    void alive() {
        lastSign = clock.instant();
        if (stage.get() == Stage.CANCELLED) {
            throw new CancellationException("the request was given up");
        }
    }

    /**
     * Says that some steps are done.
     *
     * @throws CancellationException if the work is not wanted any more
     */
    void steps(int done, int all) {
        share = (double) done / all;
        alive();
    }

    /**
     * Says that results go out from here on, after which it is too late to cancel.
     *
     * @throws CancellationException if the work is not wanted any more
     */
    void publishing() {
        stage.compareAndSet(Stage.SAMPLING, Stage.PUBLISHING);
        alive();
    }

    /** Makes the work stop at its next sign of life: whether it will, which it does not once results go out. */
    boolean cancel() {
        return stage.compareAndSet(Stage.SAMPLING, Stage.CANCELLED) || stage.get() == Stage.CANCELLED;
    }

    /** Share of the denoising steps that is done, in [0, 1]. */
    double share() {
        return share;
    }

    /** When the work last gave a sign of life. */
    Instant lastSign() {
        return lastSign;
    }
}
