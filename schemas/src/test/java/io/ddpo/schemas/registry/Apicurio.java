package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Apicurio Registry in a process of its own, in memory, as the conformance profile unpacked it. */
final class Apicurio implements AutoCloseable {
    private final Process process;
    private final String url;

    private Apicurio(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it and waits until it answers. */
    static Apicurio start() throws IOException {
        Path jar = Path.of(System.getProperty("apicurio", "(set by -Pconformance)"));
        assertThat(jar).as("registry to test against").isRegularFile();
        int port = freePort();
        Path log = Files.createTempFile("apicurio", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Apicurio apicurio = new Apicurio(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
        try {
            await("Apicurio, see " + log).atMost(Duration.ofMinutes(3)).until(apicurio::answers);
        } catch (RuntimeException e) {
            apicurio.close();
            throw e;
        }
        return apicurio;
    }

    String url() {
        return url;
    }

    private boolean answers() throws InterruptedException {
        assertThat(process.isAlive()).as("registry is alive").isTrue();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
