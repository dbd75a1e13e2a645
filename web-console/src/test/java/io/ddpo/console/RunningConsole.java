package io.ddpo.console;

import io.ddpo.console.launch.Launcher;
import io.ddpo.service.Exit;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A console on a real broker, in this JVM. */
final class RunningConsole implements AutoCloseable {
    private static final int START_SECONDS = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<URI> opened = new CompletableFuture<>();
    private final RoleProcess process;

    /** @param more settings beyond broker and registry; any free port unless they name one */
    RunningConsole(Broker broker, Map<String, String> more) {
        this(broker, more, Optional.empty());
    }

    /** The same with somebody who can train. */
    RunningConsole(Broker broker, Map<String, String> more, Optional<Launcher> launcher) {
        ConsoleRole role = new ConsoleRole(launcher, opened::complete);
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", broker.bootstrap(), "registry.url", "memory:", "console.user", "ada"));
        settings.put("console.port", "0");
        settings.putAll(more);
        process = new RoleProcess(role, RoleSettings.of(role).of(settings, "test"), InstantSource.system()).start();
    }

    /** Where it answers; waits until it does. */
    URI address() throws Exception {
        CompletableFuture.anyOf(opened, process.exit()).get(START_SECONDS, TimeUnit.SECONDS);
        if (!opened.isDone()) {
            throw new IllegalStateException(
                    "the console did not start: " + process.exit().join());
        }
        return opened.get();
    }

    CompletableFuture<Exit> exit() {
        return process.exit();
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return client.send(request(path, headers).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> getBytes(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return client.send(
                request(path, headers)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The lines of a stream, as they come. */
    CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> stream(String path) throws Exception {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofLines());
    }

    private HttpRequest.Builder request(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    @Override
    public void close() {
        process.stop();
        process.exit().join();
    }
}
