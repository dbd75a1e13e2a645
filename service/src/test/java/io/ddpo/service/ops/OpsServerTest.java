package io.ddpo.service.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private final Health health = new Health();
    private final Metrics metrics = new Metrics("sampler");
    private final OpsServer server = OpsServer.start("127.0.0.1", 0, health, metrics);

    @AfterEach
    void close() {
        server.close();
        metrics.close();
    }

    @Test
    void readinessAnswersWithStatusAndReasons() throws Exception {
        AtomicReference<Status> model = new AtomicReference<>(Status.down("loading"));
        health.ready("model", model::get);

        HttpResponse<String> before = send("GET", "/readyz");
        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(before.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(before.body()).contains("\"model\":{\"status\":\"down\",\"reason\":\"loading\"}");

        model.set(Status.up("loaded"));
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void livenessDoesNotDependOnReadiness() throws Exception {
        health.ready("model", () -> Status.down("loading"));

        assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreInPrometheusFormatWithTheRoleAsATag() throws Exception {
        metrics.registry().counter("ddpo.samples").increment(3);

        HttpResponse<String> response = send("GET", "/metrics");

        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("ddpo_samples_total{role=\"sampler\"} 3.0", "jvm_memory_used_bytes");
    }

    @Test
    void anyOtherPathOrMethodIsRefused() throws Exception {
        assertThat(send("GET", "/readyz/more").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/readyz").statusCode()).isEqualTo(405);
        assertThat(send("HEAD", "/readyz").statusCode()).isEqualTo(405);
    }

    @Test
    void anOccupiedPortIsOneSentence() {
        assertThatThrownBy(() -> OpsServer.start("127.0.0.1", server.port(), health, metrics))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage(
                        "http.port: expected a free address, got 127.0.0.1:%d (Address already in use)", server.port())
                .extracting(e -> ((FatalRoleException) e).code())
                .isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void aHostThatDoesNotExistIsOneSentence() {
        assertThatThrownBy(() -> OpsServer.start("no-such-host.invalid", 0, health, metrics))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("http.port: expected a free address, got no-such-host.invalid:0 (no such host)");
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
