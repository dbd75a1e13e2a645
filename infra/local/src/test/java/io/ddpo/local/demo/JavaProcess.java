package io.ddpo.local.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, with the class path of the test. */
public final class JavaProcess implements AutoCloseable {
    /** A process that is killed soon has no use for the second compiler. */
    public static final List<String> SHORT_LIVED = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** A role, whose settings are options. */
    static JavaProcess start(Class<?> main, Map<String, String> settings, Path folder) throws IOException {
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return start(main, arguments, folder);
    }

    /** @param folder of a file with what it prints */
    static JavaProcess start(Class<?> main, List<String> arguments, Path folder) throws IOException {
        return start(SHORT_LIVED, main, arguments, folder);
    }

    /**
     * Starts a program.
     *
     * @param options of the JVM
     * @param folder of a file with what it prints
     */
    public static JavaProcess start(List<String> options, Class<?> main, List<String> arguments, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        File output = Files.createTempFile(folder, main.getSimpleName(), ".log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        return new JavaProcess(process, output.toPath());
    }

    /** As {@code kill -9}: nothing is finished, nothing is said. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What the system knows of it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The status that it ended with. */
    public int status() {
        return process.exitValue();
    }

    /** What it printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** @throws AssertionError with what it printed, if it ended by itself with a fault */
    public void requireNoFault() throws IOException {
        if (!isAlive() && status() != 0) {
            throw new AssertionError("exit " + status() + ": " + output());
        }
    }

    /** Waits until it has ended; whether it has in time. */
    public boolean waitFor(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
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
