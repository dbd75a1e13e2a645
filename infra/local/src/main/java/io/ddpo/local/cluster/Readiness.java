package io.ddpo.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;

/** What a role on this machine says of itself at {@code /readyz}, in a few words. */
public final class Readiness {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private Readiness() {}

    /** {@code ready}, or why it is not. */
    public static String at(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .timeout(TIMEOUT)
                .build();
        try {
            return of(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            return "not ready: does not answer";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "not asked";
        }
    }

    /** What a report of health checks comes to. */
    static String of(String report) throws IOException {
        JsonNode json = JSON.readTree(report);
        if (json.path("status").asText().equals("up")) {
            return "ready";
        }
        return json.path("checks").properties().stream()
                .filter(check -> check.getValue().path("status").asText().equals("down"))
                .map(check -> check.getValue().path("reason").asText())
                .distinct()
                .collect(Collectors.joining("; ", "not ready: ", ""));
    }
}
