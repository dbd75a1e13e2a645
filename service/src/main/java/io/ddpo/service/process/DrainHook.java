package io.ddpo.service.process;

import io.ddpo.service.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Drains a role when the JVM is asked to end by SIGTERM, SIGINT or {@code System.exit}. A role that drained leaves the
 * JVM its own status, after a signal 128 plus its number; one that did not sets the status that says so.
 *
 * @param reported completes once the main thread has said how the role ended
 * @param bound how long to wait for that
 * @param halt ends the JVM at once with a status
 */
record DrainHook(RoleProcess process, CompletableFuture<ExitCode> reported, Duration bound, IntConsumer halt)
        implements Runnable {
    @Override
    public void run() {
        if (process.exit().isDone()) {
            return;
        }
        process.stop();
        ExitCode code = await();
        if (code != ExitCode.OK) {
            halt.accept(code.status());
        }
    }

    private ExitCode await() {
        try {
            return reported.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return ExitCode.DRAIN_TIMED_OUT;
        } catch (ExecutionException | InterruptedException e) {
            return ExitCode.UNEXPECTED;
        }
    }
}
