package io.ddpo.service.process;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.SettingsException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/** The one place where exceptions become an exit code and a sentence. */
public final class Exits {
    private Exits() {}

    /** How a role ends because of {@code failure}: by the first of its chain of causes that has a known meaning. */
    public static Exit of(String role, Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            Optional<Exit> known = known(role, link);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return exit(ExitCode.UNEXPECTED, role, describe(failure));
    }

    private static Optional<Exit> known(String role, Throwable e) {
        if (e instanceof FatalRoleException fatal) {
            return Optional.of(new Exit(fatal.code(), fatal.getMessage()));
        }
        if (e instanceof SettingsException) {
            return Optional.of(new Exit(ExitCode.BAD_INPUT, e.getMessage()));
        }
        return code(e).map(code -> exit(code, role, describe(e)));
    }

    private static Optional<ExitCode> code(Throwable e) {
        if (e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof FencedInstanceIdException) {
            return Optional.of(ExitCode.FENCED);
        }
        if (isUnresolved(e)) {
            return Optional.of(ExitCode.UNAVAILABLE);
        }
        if (e instanceof ConfigException
                || e instanceof AuthenticationException
                || e instanceof AuthorizationException) {
            return Optional.of(ExitCode.BAD_INPUT);
        }
        if (e instanceof TimeoutException) {
            return Optional.of(ExitCode.UNAVAILABLE);
        }
        if (e instanceof OutOfMemoryError || isDiskFull(e)) {
            return Optional.of(ExitCode.RESOURCES);
        }
        return Optional.empty();
    }

    /** Kafka calls a broker that has no address (yet) a wrong configuration; in a cluster that starts up it is not. */
    private static boolean isUnresolved(Throwable e) {
        return e instanceof ConfigException && e.getMessage().startsWith("No resolvable bootstrap urls");
    }

    private static boolean isDiskFull(Throwable e) {
        String message = e instanceof FileSystemException fs ? fs.getReason() : e.getMessage();
        return e instanceof IOException && message != null && message.contains("No space left on device");
    }

    private static Exit exit(ExitCode code, String role, String what) {
        return new Exit(code, role + ": " + what);
    }

    /** One line, for one sentence: what some libraries add below their first line belongs into a log. */
    private static String describe(Throwable e) {
        Stream<String> lines = Stream.ofNullable(e.getMessage()).flatMap(String::lines);
        return e.getClass().getSimpleName()
                + lines.filter(line -> !line.isBlank())
                        .findFirst()
                        .map(line -> ": " + line.strip())
                        .orElse("");
    }
}
