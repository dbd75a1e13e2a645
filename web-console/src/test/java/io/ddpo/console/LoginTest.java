package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A console with a token for operators and one for viewers. */
@Tag("broker")
class LoginTest {
    private static final String OPERATORS = "correct-horse-battery";
    private static final String VIEWERS = "staple-of-correct-horses";
    private static final String PAUSE = "{\"command\": \"pause\", \"why\": \"lunch\"}";
    private static final String JSON = "application/json";
    private static final Broker BROKER = Broker.shared();

    private static RunningConsole console;
    private static String control;

    @BeforeAll
    static void open() {
        RunNames run = BROKER.run("guarded");
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 3, 4, List.of("a cat"))) {
            log.create();
        }
        console = new RunningConsole(BROKER, Map.of("console.token", OPERATORS, "console.viewer.token", VIEWERS));
        control = "/api/runs/guarded/control";
        await().atMost(Duration.ofSeconds(120))
                .until(() -> console.get("/api/runs/guarded", "Authorization", "Bearer " + VIEWERS)
                                .statusCode()
                        == 200);
    }

    @AfterAll
    static void close() {
        console.close();
    }

    @Test
    void strangersSeeNothingButTheLogin() throws Exception {
        assertThat(console.get("/api/runs").statusCode()).isEqualTo(401);
        assertThat(console.get("/api/events").statusCode()).isEqualTo(401);
        assertThat(console.post(control, PAUSE, "Content-Type", JSON).statusCode())
                .isEqualTo(401);
        assertThat(console.get("/").headers().firstValue("Location")).hasValue("/login");
        assertThat(console.get("/runs/guarded?show=table").headers().firstValue("Location"))
                .hasValue("/login?next=%2Fruns%2Fguarded%3Fshow%3Dtable");
        assertThat(console.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void aViewerLooksAndDoesNotSteer() throws Exception {
        assertThat(console.get(control, "Authorization", "Bearer " + VIEWERS).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused =
                console.post(control, PAUSE, "Content-Type", JSON, "Authorization", "Bearer " + VIEWERS);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("expected that of an operator");
    }

    @Test
    void aProgramSteersWithTheTokenAlone() throws Exception {
        assertThat(console.post(control, PAUSE, "Content-Type", JSON, "Authorization", "Bearer " + OPERATORS)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aBrowserSteersWithItsSessionAndTheProofOfThePage() throws Exception {
        // Given
        HttpResponse<String> login = console.post(
                "/api/login", "{\"token\": \"" + OPERATORS + "\", \"name\": \"grace\"}", "Content-Type", JSON);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        String csrf = new ObjectMapper()
                .readTree(console.get("/api/session", "Cookie", cookie).body())
                .get("csrf")
                .asText();

        // Then
        assertThat(console.post(control, PAUSE, "Content-Type", JSON, "Cookie", cookie)
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> given =
                console.post(control, PAUSE, "Content-Type", JSON, "Cookie", cookie, "X-CSRF-Token", csrf);
        assertThat(given.statusCode()).isEqualTo(202);
        assertThat(given.body()).contains("\"who\":\"grace\"");
        assertThat(console.post("/api/logout", "{}", "Content-Type", JSON, "Cookie", cookie, "X-CSRF-Token", csrf)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .contains("Max-Age=0");
    }

    @Test
    void whoGuessesIsSlowedDown() throws Exception {
        try (RunningConsole other = new RunningConsole(BROKER, Map.of("console.token", OPERATORS))) {
            for (int i = 0; i < 10; i++) {
                assertThat(guess(other).statusCode()).isEqualTo(401);
            }

            HttpResponse<String> refused = guess(other);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 6L);
        }
    }

    private static HttpResponse<String> guess(RunningConsole on) throws Exception {
        return on.post("/api/login", "{\"token\": \"a guess\"}", "Content-Type", JSON);
    }
}
