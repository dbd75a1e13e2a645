package io.ddpo.local.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileTest {

    @TempDir
    Path folder;

    @Test
    void keepsWhatDdpoSaysWithItsKeysAndValues() throws IOException {
        try (LogFile log = LogFile.in(folder.resolve("logs"))) {
            LoggerFactory.getLogger("io.ddpo.learner.Learner")
                    .atInfo()
                    .addKeyValue("policyVersion", 7)
                    .log("weights published");

            assertThat(log.path()).isEqualTo(folder.resolve("logs/ddpo.log"));
            assertThat(log.path())
                    .content()
                    .contains("INFO ")
                    .contains("io.ddpo.learner.Learner - weights published policyVersion=\"7\"");
        }
    }

    @Test
    void keepsOnlyWarningsAndErrorsOfLibraries() throws IOException {
        try (LogFile log = LogFile.in(folder)) {
            LoggerFactory.getLogger("org.apache.kafka.clients.Metadata").info("cluster id");
            LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient").warn("node 1 disconnected");

            assertThat(log.path()).content().contains("node 1 disconnected").doesNotContain("cluster id");
        }
    }

    @Test
    void keepsTheStackTraceOfAnError() throws IOException {
        try (LogFile log = LogFile.in(folder)) {
            LoggerFactory.getLogger("io.ddpo.sampler.Sampler").error("failed", new IllegalStateException("boom"));

            assertThat(log.path())
                    .content()
                    .contains("java.lang.IllegalStateException: boom")
                    .contains("at " + LogFileTest.class.getName());
        }
    }

    @Test
    void leavesTheConsoleToErrorsWithoutTheirTraces() {
        assertThat(console(() -> {
                    LoggerFactory.getLogger("io.ddpo.learner.Learner").warn("slow");
                    LoggerFactory.getLogger("io.ddpo.learner.Learner").error("lost", new IOException("refused"));
                }))
                .isEqualToNormalizingNewlines("ERROR Learner: lost \n");
    }

    @Test
    void takesTheErrorsOfTheBrokerOffTheConsoleWhileItIsOpen() throws IOException {
        Runnable error = () -> LoggerFactory.getLogger("org.apache.kafka.storage.internals.log.LogDirFailureChannel")
                .error("Error while appending records");

        try (LogFile log = LogFile.in(folder)) {
            assertThat(console(error)).isEmpty();
            assertThat(log.path()).content().contains("Error while appending records");
        }
        assertThat(console(error)).contains("Error while appending records");
    }

    private static String console(Runnable logging) {
        PrintStream console = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, UTF_8));
        try {
            logging.run();
        } finally {
            System.setErr(console);
        }
        return written.toString(UTF_8);
    }

    @Test
    void continuesTheFileOfAnEarlierProcess() throws IOException {
        Files.writeString(folder.resolve("ddpo.log"), "earlier\n");
        try (LogFile log = LogFile.in(folder)) {
            LoggerFactory.getLogger("io.ddpo").info("later");
            assertThat(log.path()).content().startsWith("earlier\n").contains("later");
        }
    }

    @Test
    void takesNothingOnceClosed() throws IOException {
        LogFile log = LogFile.in(folder);
        log.close();
        LoggerFactory.getLogger("io.ddpo").info("too late");
        assertThat(log.path()).isEmptyFile();
    }

    @Test
    void refusesAPlaceWhereNoFolderCanBe() throws IOException {
        Path file = Files.createFile(folder.resolve("occupied"));
        assertThatIOException().isThrownBy(() -> LogFile.in(file)).withMessageContaining("occupied");
    }
}
