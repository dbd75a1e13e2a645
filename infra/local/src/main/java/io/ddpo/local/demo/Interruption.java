package io.ddpo.local.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something that the work asks about, so that it ends in its own way; the JVM waits for it until
 * this is closed.
 */
public final class Interruption implements AutoCloseable {
    private final Duration bound;
    private final Runnable notice;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "interruption");
    private volatile boolean requested;

    /**
     * Takes signals from now on.
     *
     * @param bound how long the work may take to end
     * @param notice called at once, on another thread
     */
    public Interruption(Duration bound, Runnable notice) {
        this.bound = bound;
        this.notice = notice;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the work should end. */
    public boolean requested() {
        return requested;
    }

    private void onShutdown() {
        requested = true;
        notice.run();
        try {
            finished.await(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending already: that is what the hook waited for
            return;
        }
    }
}
