package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class ConsoleTest {
    private static final String JSON = "application/json";
    private static final String HOSTILE = "<script>alert('x')</script>";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Broker BROKER = Broker.shared();
    private static RunningConsole console;
    private static SyntheticRun log;
    private static RunNames run;

    @BeforeAll
    static void aRunOfThreeIterations() throws Exception {
        run = BROKER.run("looked-at");
        log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat", HOSTILE));
        log.create();
        log.iteration(0);
        log.iteration(1);
        log.workers(2, Instant.now());
        log.send(run.deadLetters(), null, Records.deadLetter("expected an outcome, found a hat"));
        console = new RunningConsole(BROKER, Map.of());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(console.get("/readyz").body()).startsWith("{\"status\":\"up\""));
    }

    @AfterAll
    static void close() {
        console.close();
        log.close();
    }

    @Test
    void aRunIsFoundAndReadFromItsBeginning() throws Exception {
        JsonNode summary = json("/api/runs/looked-at").get("summary");

        assertThat(summary.get("state").asText()).isEqualTo("running");
        assertThat(summary.get("version").asInt()).isEqualTo(2);
        assertThat(summary.get("samples").asInt()).isEqualTo(16);
        assertThat(summary.get("rewardTrend")).hasSize(2);
        assertThat(json("/api/runs").findValuesAsText("run")).contains("looked-at");
        assertThat(json("/api/runs/looked-at")
                        .get("specification")
                        .get("iterations")
                        .asInt())
                .isEqualTo(3);
        assertThat(json("/api/runs/looked-at/metrics?series=iteration,evaluation&by=prompts")
                        .get("groups"))
                .extracting(group ->
                        group.get("series").asText() + " " + group.get("label").asText())
                .containsExactlyInAnyOrder("iteration ", "evaluation all", "evaluation trained", "evaluation held-out");
        assertThat(iterations("looked-at").get("values").get("loss")).hasSize(2);
        assertThat(json("/api/runs/looked-at/workers").get("workers")).hasSize(4);
        assertThat(json("/api/runs/looked-at/dead-letters").findValuesAsText("reason"))
                .containsExactly("expected an outcome, found a hat");
        assertThat(json("/api/runs/looked-at/pipeline").get("stages")).hasSize(6);
        assertThat(console.get("/api/runs/looked-at/metrics.csv").body())
                .startsWith("series,iteration,")
                .contains("\r\niteration,1,");
    }

    @Test
    void aPictureIsReadWhereItLies() throws Exception {
        // When
        HttpResponse<byte[]> picture = console.getBytes(sample(5) + "/picture?e=1");
        HttpResponse<byte[]> preview = console.getBytes(sample(5) + "/previews/2?e=1");

        // Then
        assertThat(picture.body()).isEqualTo(Pngs.of(32, HOSTILE.hashCode(), 1, 1));
        assertThat(preview.body()).isEqualTo(Pngs.of(16, HOSTILE.hashCode(), -1, 1));
        assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(picture.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    }

    @Test
    void aTrajectoryTellsItsLogProbabilities() throws Exception {
        JsonNode trajectory = json(sample(0) + "/trajectory");

        assertThat(trajectory.get("timesteps")).hasSize(8);
        assertThat(trajectory.get("logProbabilities").get(0).floatValue()).isEqualTo(-1.5f);
        assertThat(trajectory.get("previews").asInt()).isEqualTo(4);
    }

    @Test
    void aBinOfTheHistogramLeadsToItsSamples() throws Exception {
        JsonNode histogram = json("/api/runs/looked-at/histogram?version=1&bins=2");
        double from = histogram.get("from").asDouble();
        double middle = from + histogram.get("width").asDouble();

        JsonNode page =
                json("/api/runs/looked-at/samples?version=1&from=%s&to=%s".formatted(from, Math.nextDown(middle)));

        assertThat(histogram.get("total").asInt()).isEqualTo(4);
        assertThat(page.get("total").asInt())
                .isEqualTo(histogram.get("counts").get(0).asInt());
    }

    @Test
    void whatIsNewIsTold() throws Exception {
        // Given
        RunNames live = BROKER.run("live");
        try (SyntheticRun fresh = new SyntheticRun(BROKER.bootstrap(), live, 9, 4, List.of("a dog"))) {
            fresh.create();
            await().atMost(PATIENCE).until(() -> console.get("/api/runs/live").statusCode() == 200);
            try (Stream<String> lines = console.stream("/api/runs/live/events")
                    .get(10, TimeUnit.SECONDS)
                    .body()) {
                Iterator<String> events = lines.iterator();
                dataOfNext(events);

                // When
                fresh.metric(7, 1.5);

                // Then
                await().atMost(PATIENCE).until(() -> dataOfNext(events).contains("\"metrics\""));
                assertThat(iterations("live").get("iteration").get(0).asInt()).isEqualTo(7);
            }
        }
    }

    private static String dataOfNext(Iterator<String> lines) {
        while (true) {
            String line = lines.next();
            if (line.startsWith("data:")) {
                return line;
            }
        }
    }

    @Test
    void whatCannotBeMeantIsRefusedInOneSentence() throws Exception {
        String control = "/api/runs/looked-at/control";
        assertRefused(console.get("/api/runs/none"), 404, "run: expected one of this cluster, got none");
        assertRefused(console.get("/nowhere"), 404, "/nowhere: expected an address of the console");
        assertRefused(
                console.get("/api/runs/looked-at/samples?limit=many"),
                400,
                "limit: expected an integer from 1 to 2000, got 'many'");
        assertRefused(
                console.get("/api/runs/looked-at/histogram?set=all"),
                400,
                "set: expected [training, evaluation], got 'all'");
        assertRefused(
                console.post(control, "{\"command\": \"explode\", \"why\": \"x\"}", "Content-Type", JSON),
                400,
                "command: expected pause, resume, stop, settings or samplers, got 'explode'");
        assertRefused(
                console.post(control, "{\"command\": \"stop\", \"why\": \" \"}", "Content-Type", JSON),
                400,
                "why: expected a reason of 1 to 500 characters, got none");
        assertRefused(console.post(control, "pause", "Content-Type", JSON), 400, "body: expected a JSON object");
        assertRefused(
                console.post(control, "{}", "Content-Type", "text/plain"),
                415,
                "Content-Type: expected application/json");
        assertRefused(
                console.post(control, "{\"why\": \"" + "x".repeat(20_000) + "\"}", "Content-Type", JSON),
                413,
                "body: expected at most 16384 bytes");
        assertRefused(
                console.post("/api/runs", "{}", "Content-Type", JSON),
                405,
                "/api/runs: expected another method than POST");
    }

    private static void assertRefused(HttpResponse<String> reply, int status, String sentence) throws Exception {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(new ObjectMapper().readTree(reply.body()).get("error").asText())
                .isEqualTo(sentence);
    }

    @Test
    void everyAnswerSaysWhatABrowserMustNotDo() throws Exception {
        for (String path : List.of("/", "/runs/looked-at", "/api/runs", "/nowhere", "/metrics")) {
            HttpResponse<String> reply = console.get(path);
            assertThat(reply.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(reply.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }

    @Test
    void aNameThatIsNotThisMachinesIsRefused() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", console.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /api/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void metricsAreServed() throws Exception {
        assertThat(console.get("/metrics").body()).contains("ddpo_console_streams", "jvm_memory_used_bytes");
        assertThat(console.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"));
                RunningConsole late =
                        new RunningConsole(BROKER, Map.of("console.port", Integer.toString(taken.getLocalPort())))) {
            Exit exit = late.exit().get(60, TimeUnit.SECONDS);

            assertThat(exit.code()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(exit.sentence())
                    .startsWith("console.port: expected a free port on 127.0.0.1, got " + taken.getLocalPort());
        }
    }

    @Test
    void aDeletedRunIsGone() throws Exception {
        // Given
        RunNames gone = BROKER.run("gone");
        await().atMost(PATIENCE).until(() -> console.get("/api/runs/gone").statusCode() == 200);

        // When
        try (var admin = BROKER.admin()) {
            admin.deleteTopics(io.ddpo.schemas.topics.TopicCatalogue.of(gone).stream()
                            .map(io.ddpo.schemas.topics.TopicSpec::name)
                            .toList())
                    .all()
                    .get();
        }

        // Then
        await().atMost(PATIENCE).until(() -> console.get("/api/runs/gone").statusCode() == 404);
        assertThat(console.get("/api/runs/looked-at").statusCode()).isEqualTo(200);
    }

    private static String sample(int index) {
        return "/api/runs/looked-at/samples/" + Records.id(false, index / 4, index % 4);
    }

    /** The points of the series, column by column. */
    private static JsonNode iterations(String run) throws Exception {
        return json("/api/runs/" + run + "/metrics").get("groups").path(0);
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> reply = console.get(path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return new ObjectMapper().readTree(reply.body());
    }
}
