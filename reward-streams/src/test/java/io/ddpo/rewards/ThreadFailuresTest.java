package io.ddpo.rewards;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final ThreadFailures failures = new ThreadFailures("rewards-1", 3, () -> now, pauses::add);

    @Test
    void whatMayPassIsTriedAgainAfterAWaitThatGrows() {
        assertThat(failures.handle(timeout())).isEqualTo(REPLACE_THREAD);
        assertThat(failures.handle(timeout())).isEqualTo(REPLACE_THREAD);

        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(failures.fatal()).isEmpty();
    }

    @Test
    void tooManyFailuresEndTheRole() {
        failures.handle(timeout());
        failures.handle(timeout());

        assertThat(failures.handle(timeout())).isEqualTo(SHUTDOWN_CLIENT);
        assertFatal(ExitCode.UNAVAILABLE, "rewards-1: TimeoutException: no broker (3 times within 10 minutes)");
    }

    @Test
    void failuresFarApartDoNotAddUp() {
        for (int i = 0; i < 5; i++) {
            assertThat(failures.handle(timeout())).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofMinutes(11));
        }

        assertThat(pauses).containsOnly(Duration.ofMillis(100));
    }

    @Test
    void whatNoRetryHelpsEndsTheRoleAtOnce() {
        assertThat(failures.handle(new StreamsException(new TopicAuthorizationException("demo.samples"))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertFatal(ExitCode.BAD_INPUT, "rewards-1: TopicAuthorizationException: demo.samples");
        assertThat(pauses).isEmpty();
    }

    @Test
    void anErrorOfTheMachineEndsTheRoleAtOnce() {
        assertThat(failures.handle(new OutOfMemoryError("heap"))).isEqualTo(SHUTDOWN_CLIENT);

        assertFatal(ExitCode.RESOURCES, "rewards-1: OutOfMemoryError: heap");
    }

    @Test
    void theFirstReasonToEndIsTheOneThatIsTold() {
        failures.handle(new OutOfMemoryError("heap"));

        assertThat(failures.handle(timeout())).isEqualTo(SHUTDOWN_CLIENT);
        assertFatal(ExitCode.RESOURCES, "rewards-1: OutOfMemoryError: heap");
    }

    private void assertFatal(ExitCode code, String sentence) {
        FatalRoleException fatal = failures.fatal().orElseThrow();
        assertThat(fatal.code()).isEqualTo(code);
        assertThat(fatal).hasMessage(sentence);
    }

    private static StreamsException timeout() {
        return new StreamsException("in task 1_0", new TimeoutException("no broker"));
    }
}
