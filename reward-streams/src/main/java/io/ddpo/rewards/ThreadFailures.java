package io.ddpo.rewards;

import io.ddpo.service.Exit;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.BackOff;
import io.ddpo.service.process.Exits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what the failure of a stream thread means: the thread is replaced and takes up the work after the last
 * transaction, unless no retry can help or too many have not.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ThreadFailures.class);

    /** Failures this far apart have nothing to do with each other. */
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final String worker;
    private final int most;
    private final InstantSource clock;
    private final Consumer<Duration> pause;

    private final Deque<Instant> recent = new ArrayDeque<>();
    private final BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private FatalRoleException fatal;

    /**
     * @param most failures within the window at which the role ends
     * @param pause waits on the failed thread before it is replaced, so that an outage has time to pass
     */
    ThreadFailures(String worker, int most, InstantSource clock, Consumer<Duration> pause) {
        this.worker = worker;
        this.most = most;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        Optional<Duration> wait = decide(failure);
        if (wait.isEmpty()) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        log.atWarn().addKeyValue("worker", worker).setCause(failure).log("A stream thread failed and is replaced");
        pause.accept(wait.get());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** What has ended the application, if anything has. */
    synchronized Optional<FatalRoleException> fatal() {
        return Optional.ofNullable(fatal);
    }

    /** How long to wait before another try; empty if there is none. */
    private synchronized Optional<Duration> decide(Throwable failure) {
        int times = count(clock.instant());
        Exit meaning = Exits.of(worker, failure);
        if (failure instanceof Error || !meaning.code().restartable()) {
            end(meaning, meaning.sentence(), failure);
        } else if (times >= most) {
            String often = " (%d times within %d minutes)".formatted(times, WINDOW.toMinutes());
            end(meaning, meaning.sentence() + often, failure);
        }
        return fatal == null ? Optional.of(backOff.next()) : Optional.empty();
    }

    private int count(Instant now) {
        while (!recent.isEmpty() && recent.getFirst().isBefore(now.minus(WINDOW))) {
            recent.removeFirst();
        }
        if (recent.isEmpty()) {
            backOff.reset();
        }
        recent.addLast(now);
        return recent.size();
    }

    private void end(Exit meaning, String sentence, Throwable failure) {
        if (fatal == null) {
            fatal = new FatalRoleException(meaning.code(), sentence, failure);
        }
    }
}
