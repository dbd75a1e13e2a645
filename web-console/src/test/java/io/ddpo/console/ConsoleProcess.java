package io.ddpo.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A console in a process of its own, which is killed when closed. */
final class ConsoleProcess implements AutoCloseable {
    private static final String HOME = "console: ";

    private final Process process;
    private final URI address;

    /** Returns once it answers. */
    ConsoleProcess(Broker broker) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConsoleMain.class.getName(),
                        "--kafka.bootstrap.servers=" + broker.bootstrap(),
                        "--registry.url=memory:",
                        "--console.port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        address = readAddress(output);
        Thread drain = new Thread(() -> output.lines().forEach(line -> {}), "console-output");
        drain.setDaemon(true);
        drain.start();
    }

    private static URI readAddress(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(HOME)) {
                return URI.create(line.substring(HOME.length()));
            }
            said.append(line).append('\n');
        }
        throw new IllegalStateException("the console did not start: " + said);
    }

    URI address() {
        return address;
    }

    /** Bytes on its heap that are in use after a collection. */
    long liveHeap() throws IOException {
        String histogram = jcmd("GC.class_histogram");
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd: expected a total, got " + histogram));
    }

    private String jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Returns when it is gone. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
            process.getInputStream().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
