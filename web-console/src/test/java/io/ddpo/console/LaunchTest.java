package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(console.get("/api/runs/launched/control").body())
                .contains("\"offspring\":[{\"run\":\"again\",\"kind\":\"replay\",\"version\":null,")
                .contains("\"why\":\"to compare\"");
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
