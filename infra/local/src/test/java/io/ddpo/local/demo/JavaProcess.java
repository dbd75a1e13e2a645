package io.ddpo.local.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, with the class path of the test. */
public final class JavaProcess implements AutoCloseable {
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
        return start(main, List.of(), arguments, folder);
    }

    /** @param options of its JVM */
    public static JavaProcess start(Class<?> main, List<String> options, List<String> arguments, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // a process that is killed soon has no use for more
                "-Djava.awt.headless=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
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

    boolean isAlive() {
        return process.isAlive();
    }

    /** The status that it ended with. */
    int status() {
        return process.exitValue();
    }

    /** What it printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** @throws AssertionError with what it printed, if it ended by itself with a fault */
    public void requireNoFault() throws IOException {
        if (!isAlive() && status() != 0) {
            throw new AssertionError("exit " + status() + ": " + output());
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
