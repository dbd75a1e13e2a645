package io.ddpo.service.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitsTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new ProducerFencedException("newer epoch"), ExitCode.FENCED),
                arguments(new InvalidProducerEpochException("newer epoch"), ExitCode.FENCED),
                arguments(new SaslAuthenticationException("wrong password"), ExitCode.BAD_INPUT),
                arguments(new TopicAuthorizationException("emoji.samples"), ExitCode.BAD_INPUT),
                arguments(new ConfigException("linger.ms", "soon"), ExitCode.BAD_INPUT),
                arguments(new ConfigException("No resolvable bootstrap urls given in x"), ExitCode.UNAVAILABLE),
                arguments(new TimeoutException("no broker"), ExitCode.UNAVAILABLE),
                arguments(new OutOfMemoryError("Java heap space"), ExitCode.RESOURCES),
                arguments(new IOException("No space left on device"), ExitCode.RESOURCES),
                arguments(new FileSystemException("f", null, "No space left on device"), ExitCode.RESOURCES),
                arguments(new IOException("reset by peer"), ExitCode.UNEXPECTED),
                arguments(new IllegalStateException(), ExitCode.UNEXPECTED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasAnExitCodeWhereverItIsInTheChainOfCauses(Throwable failure, ExitCode code) {
        assertThat(Exits.of("learner", failure).code()).isEqualTo(code);
        assertThat(Exits.of("learner", new CompletionException(new KafkaException("send", failure)))
                        .code())
                .isEqualTo(code);
    }

    @Test
    void aFatalExceptionSaysItsOwnSentence() {
        Throwable fatal = new FatalRoleException(ExitCode.CONTRACT_BROKEN, "sampler-1: ratio 1.3, bound 0.1");

        assertThat(Exits.of("learner", new IllegalStateException("wrapped", fatal)))
                .isEqualTo(new Exit(ExitCode.CONTRACT_BROKEN, "sampler-1: ratio 1.3, bound 0.1"));
    }

    @Test
    void wrongSettingsSayEveryProblem() {
        assertThat(Exits.of("learner", new SettingsException(List.of("--a: one", "--b: two"))))
                .isEqualTo(new Exit(ExitCode.BAD_INPUT, "--a: one\n--b: two"));
    }

    @Test
    void anyOtherFailureSaysWhoAndWhat() {
        assertThat(Exits.of("learner", new UncheckedIOException("read", new IOException("reset by peer"))))
                .isEqualTo(new Exit(ExitCode.UNEXPECTED, "learner: UncheckedIOException: read"));
        assertThat(Exits.of("learner", new IllegalStateException()).sentence())
                .isEqualTo("learner: IllegalStateException");
        assertThat(Exits.of("learner", new IllegalStateException("\n  no tensor\nat layer 3\n"))
                        .sentence())
                .isEqualTo("learner: IllegalStateException: no tensor");
    }
}
