package io.ddpo.diffusion.tensor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread for everything that a model computes, one task at a time, which ends when nothing came for a moment.
 *
 * <p>libtorch's parallel loops keep a team of OpenMP workers for every thread that ever computed. As soon as a process has
 * more workers than cores, libgomp lets all of them sleep at nearly every barrier, which costs a third of the speed. With
 * models on such threads only the one that works has a team, though sampler and learner share a process.
 */
public final class ModelThread implements AutoCloseable {

    /** Longer than from one batch to the next, shorter than from sampling to training. */
    private static final Duration IDLE = Duration.ofMillis(100);

    private final ThreadPoolExecutor executor;

    /** @param name of the thread; a daemon, since a step that hangs in native code must not keep the process */
    public ModelThread(String name) {
        executor = new ThreadPoolExecutor(
                1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Computes {@code task} once those before it are done. */
    public <T> Future<T> submit(Callable<T> task) {
        return executor.submit(task);
    }

    /**
     * Computes {@code task} and waits for it, even if interrupted: native code goes on, and what it works on stays in use.
     *
     * @throws Exception what the task throws
     */
    public <T> T call(Callable<T> task) throws Exception {
        return await(submit(task));
    }

    /**
     * Waits for what was submitted, even if interrupted.
     *
     * @throws Exception what the task throws
     */
    public static <T> T await(Future<T> future) throws Exception {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Ends it, interrupting what it computes.
     *
     * @return whether it has ended within {@code patience}
     */
    public boolean end(Duration patience) throws InterruptedException {
        executor.shutdownNow();
        return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets it finish what was submitted. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
