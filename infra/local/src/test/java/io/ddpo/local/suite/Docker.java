package io.ddpo.local.suite;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** The Docker of this machine, or that DOCKER_HOST names. */
final class Docker {
    private Docker() {}

    /** Why it does not answer; empty if it does. */
    static Optional<String> silence() {
        Logger logger = (Logger) LoggerFactory.getLogger("org.testcontainers");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF); // that there is no Docker is an error to it
        try {
            DockerClientFactory.instance().client();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(firstSentence(String.valueOf(e.getMessage())));
        } finally {
            logger.setLevel(before);
        }
    }

    /** The others are about logs that nobody wrote. */
    private static String firstSentence(String message) {
        return message.split("\\.\\s", 2)[0];
    }
}
