package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replays and forks, from the request to whoever trains them. */
@Tag("broker")
class LaunchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Broker BROKER = Broker.shared();
    private static final ScriptedLauncher LAUNCHER = new ScriptedLauncher(BROKER);
    private static RunningConsole console;

    @BeforeAll
    static void aRun() {
        RunNames run = BROKER.run("launched");
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"))) {
            log.create();
        }
        console = new RunningConsole(BROKER, Map.of(), Optional.of(LAUNCHER));
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/launched").body().contains("\"running\""));
    }

    @AfterAll
    static void close() {
        console.close();
    }

    @Test
    void aPreviewTellsAndBeginsNothing() throws Exception {
        HttpResponse<String> reply =
                post("/preview", "{\"kind\": \"replay\", \"name\": \"looked-at\", \"algorithm\": \"rwr\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("replay of run launched as looked-at", "{\"name\":\"learns by\",\"text\":\"rwr\"}");
        assertThat(LAUNCHER.asked()).extracting(LaunchRequest::name).doesNotContain("looked-at");
    }

    @Test
    void aLaunchIsWhatWasAskedForAndShowsWhereItComesFrom() throws Exception {
        // When
        HttpResponse<String> reply = post(
                "",
                "{\"kind\": \"replay\", \"name\": \"again\", \"fromIteration\": 1, \"toIteration\": 3,"
                        + " \"reward\": \"http\", \"rewardParameters\": {\"url\": \"http://localhost:8000/\"},"
                        + " \"settings\": {\"training.learningRate\": \"1e-4\"}, \"why\": \"to compare\"}");

        // Then
        assertThat(reply.statusCode()).isEqualTo(202);
        assertThat(LAUNCHER.asked())
                .contains(new LaunchRequest(
                        LaunchRequest.Kind.REPLAY,
                        "launched",
                        "again",
                        Optional.of(1),
                        Optional.of(3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("http"),
                        Map.of("url", "http://localhost:8000/"),
                        Map.of("training.learningRate", "1e-4")));
        assertThat(console.get("/api/launches").body()).contains("\"available\":true", "\"run\":\"again\"");
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/again").body().contains("\"sources\":[\"launched\"]"));
        assertThat(offspring())
                .contains("{\"run\":\"again\",\"kind\":\"replay\",\"version\":null,\"state\":\"")
                .contains("\"why\":\"to compare\"");
    }

    @Test
    void whoLooksAtTheSourceIsToldOfWhatBecomesOfIt() throws Exception {
        // Given
        post("", "{\"kind\": \"replay\", \"name\": \"watched\", \"why\": \"to look on\"}");
        RunNames watched = new RunNames("watched");
        await().atMost(PATIENCE).until(() -> offspring().contains("\"run\":\"watched\""));
        try (Stream<String> lines = console.stream("/api/runs/launched/events")
                        .get(10, TimeUnit.SECONDS)
                        .body();
                SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), watched, 5, 12, List.of("a cat"))) {
            Iterator<String> told =
                    lines.filter(line -> line.startsWith("data:")).iterator();
            JsonNode before = sections(told.next());

            // When
            log.send(watched.weightsVersions(), "3", Records.manifest("watched", 3, RunState.PAUSED, 1));

            // Then
            await().atMost(PATIENCE)
                    .until(() -> !sections(told.next()).get("offspring").equals(before.get("offspring")));
            await().atMost(PATIENCE)
                    .until(() -> offspring().contains("\"state\":\"paused\",\"pending\":null,\"iteration\":3,"));
        }
    }

    private static String offspring() throws Exception {
        return console.get("/api/runs/launched/control").body();
    }

    private static JsonNode sections(String event) throws Exception {
        return new ObjectMapper().readTree(event.substring("data:".length())).get("sections");
    }

    @Test
    void whatCannotBeDoneIsRefusedInOneSentence() throws Exception {
        assertRefused(
                400,
                "{\"kind\": \"replay\", \"name\": \"far\", \"toIteration\": 9, \"why\": \"x\"}",
                "from 0 to 4, got 9");
        assertRefused(
                400,
                "{\"kind\": \"fork\", \"name\": \"nowhere\", \"why\": \"x\"}",
                "version: expected the one to fork");
        assertRefused(
                400,
                "{\"kind\": \"copy\", \"name\": \"x\", \"why\": \"x\"}",
                "kind: expected replay or fork, got 'copy'");
        assertRefused(
                400,
                "{\"kind\": \"replay\", \"name\": \"x\", \"rewardParameters\": {\"url\": \"x\"}, \"why\": \"x\"}",
                "rewardParameters: expected a reward that takes them, got none");
        assertRefused(400, "{\"kind\": \"replay\", \"name\": \"x\"}", "why: expected a reason");
        assertRefused(400, "{\"kind\": \"replay\", \"name\": \"x\", \"speed\": 9, \"why\": \"x\"}", "alone, got speed");
        assertRefused(
                400,
                "{\"kind\": \"replay\", \"name\": \"x\", \"version\": \"new\", \"why\": \"x\"}",
                "version: expected a whole");
    }

    @Test
    void aConsoleThatOnlyReadsSaysWhatToDoInstead() throws Exception {
        try (RunningConsole reader = new RunningConsole(BROKER, Map.of())) {
            await().atMost(PATIENCE)
                    .until(() -> reader.get("/api/runs/launched").statusCode() == 200);

            HttpResponse<String> reply = reader.post(
                    "/api/runs/launched/launches/preview",
                    "{\"kind\": \"replay\", \"name\": \"x\"}",
                    "Content-Type",
                    "application/json");

            assertThat(reply.statusCode()).isEqualTo(409);
            assertThat(reply.body()).contains("use ./ddpo replay or ./ddpo fork");
            assertThat(reader.get("/api/launches").body()).contains("\"available\":false");
        }
    }

    private static void assertRefused(int status, String body, String sentence) throws Exception {
        HttpResponse<String> reply = post("", body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(sentence);
    }

    private static HttpResponse<String> post(String what, String body) throws Exception {
        return console.post("/api/runs/launched/launches" + what, body, "Content-Type", "application/json");
    }
}
