package io.ddpo.local.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A role in a JVM of its own, with the class path of the test. */
final class RoleInAProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private RoleInAProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static RoleInAProcess start(Class<?> main, Map<String, String> settings, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        File output = Files.createTempFile(folder, main.getSimpleName(), ".log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        return new RoleInAProcess(process, output.toPath());
    }

    /** As {@code kill -9}: nothing is finished, nothing is said. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @throws AssertionError with what it printed, if it ended by itself with a fault */
    void requireNoFault() throws IOException {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new AssertionError("exit " + process.exitValue() + ": " + Files.readString(output));
        }
    }

    /** Ends it, the hard way if it does not drain. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
