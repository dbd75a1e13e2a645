package io.ddpo.rewards.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.UnavailableException;
import io.ddpo.rewards.api.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRewardTest {
    private static final List<Sample> TWO =
            List.of(sample("a", "a fox", Map.of("noun", "fox")), sample("b", "an owl", Map.of()));
    private static final String SOUND = "{\"results\":[{\"id\":\"a\",\"score\":1},{\"id\":\"b\",\"score\":2}]}";

    private final Rewards rewards = Rewards.installed();
    private final RewardStub server = new RewardStub();
    private final RewardFunction reward = rewards.open("http", Map.of("url", server.url()));

    HttpRewardTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aBatchIsOneQuestionAsDocumented() throws IOException {
        server.answers(200, SOUND);

        score(TWO);

        assertThat(server.questions).hasSize(1);
        assertThat(new ObjectMapper().readTree(server.questions.get(0))).isEqualTo(new ObjectMapper().readTree("""
                                {"samples": [
                                  {"id": "a", "prompt": "a fox", "metadata": {"noun": "fox"}, "png": "AQID"},
                                  {"id": "b", "prompt": "an owl", "metadata": {}, "png": "AQID"}]}"""));
    }

    @Test
    void scoresAndFailuresComeBackInTheOrderOfTheSamples() {
        server.answers(200, """
                {"results": [
                  {"id": "b", "failure": "the picture is empty"},
                  {"id": "a", "score": 0.5, "components": {"sharpness": 2, "x": -1e3}, "note": "ignored"}]}""");

        assertThat(score(TWO))
                .containsExactly(
                        Verdict.score(0.5, Map.of("sharpness", 2.0, "x", -1000.0)),
                        Verdict.failure("the picture is empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000\u001b\"\\\n", "\u05d0\u202e\u0639", "\ud83e\udd8a", "\ud83e lone"})
    void anyTextIsAPrompt(String prompt) throws IOException {
        server.answers(200, "{\"results\":[{\"id\":\"a\",\"score\":1}]}");

        score(List.of(sample("a", prompt, Map.of())));

        assertThat(new ObjectMapper()
                        .readTree(server.questions.get(0))
                        .at("/samples/0/prompt")
                        .textValue())
                .isEqualTo(prompt);
    }

    @Test
    void aLongPromptIsAPrompt() {
        server.answers(200, "{\"results\":[{\"id\":\"a\",\"score\":1}]}");

        assertThat(score(List.of(sample("a", "fox ".repeat(2560), Map.of())))).containsExactly(Verdict.score(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|expected an object with an array 'results', got MISSING",
                "nonsense|expected JSON, got 8 bytes",
                "{}|expected an object with an array 'results', got OBJECT",
                "{\"results\":[]}|expected a result for a, got none",
                "{\"results\":[{\"score\":1}]}|expected a text 'id' in every result, got MISSING",
                "{\"results\":[{\"id\":\"a\"}]}|expected either 'score' or 'failure' for a, got neither",
                "{\"results\":[{\"id\":\"a\",\"score\":1,\"failure\":\"x\"}]}|expected either 'score' or 'failure' for a, got both",
                "{\"results\":[{\"id\":\"a\",\"score\":\"1\"}]}|expected a number 'score' for a, got STRING",
                "{\"results\":[{\"id\":\"a\",\"score\":null}]}|expected a number 'score' for a, got NULL",
                "{\"results\":[{\"id\":\"a\",\"score\":1e999}]}|a: score: expected a finite number, got Infinity",
                "{\"results\":[{\"id\":\"a\",\"score\":NaN}]}|expected JSON, got",
                "{\"results\":[{\"id\":\"a\",\"score\":1,\"components\":{\"x\":\"y\"}}]}|expected a number 'x' for a, got STRING",
                "{\"results\":[{\"id\":\"a\",\"score\":1,\"components\":[]}]}|expected an object 'components' for a, got ARRAY",
                "{\"results\":[{\"id\":\"a\",\"failure\":\" \"}]}|a: reason: expected a sentence, got none",
                "{\"results\":[{\"id\":\"a\",\"score\":1},{\"id\":\"a\",\"score\":2}]}|expected one result for a, got several",
                "{\"results\":[{\"id\":\"a\",\"score\":1,\"score\":2}]}|expected JSON, got",
                "{\"results\":[{\"id\":\"a\",\"score\":1},{\"id\":\"b\",\"score\":2},{\"id\":\"c\",\"score\":3}]}|expected results for what was asked, got one for c",
            })
    void whatIsNotExactlyAnAnswerIsNone(String body, String sentence) {
        server.answers(200, body);

        assertThat(failure(TWO))
                .isInstanceOf(BadAnswerException.class)
                .hasMessageStartingWith("POST " + server.url() + ": " + sentence);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 400, 401, 404, 500, 502})
    void anyOtherStatusIsNoAnswer(int status) {
        server.answers(status, "no");

        assertThat(failure(TWO))
                .isInstanceOf(BadAnswerException.class)
                .hasMessage("POST %s: expected status 200, got %d 'no'".formatted(server.url(), status));
    }

    @ParameterizedTest
    @CsvSource({"429, 7, PT7S", "503, 0, PT0S", "503, soon, ", "429, , "})
    void aServerThatIsAskedTooMuchIsUnavailable(int status, String retryAfter, Duration expected) {
        server.answers(exchange -> {
            if (retryAfter != null) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            RewardStub.send(exchange, status, "busy");
        });

        UnavailableException failure = (UnavailableException) failure(TWO);

        assertThat(failure.retryAfter().orElse(null)).isEqualTo(expected);
        assertThat(failure).hasMessageEndingWith("got %d 'busy'".formatted(status));
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        server.close();

        assertThat(failure(TWO))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith(
                        "POST " + server.url() + ": expected a connection, got java.net.ConnectException");
    }

    @Test
    void aServerThatHangsUpInTheMiddleHasGivenNoAnswer() {
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
        });

        assertThat(failure(TWO)).isInstanceOf(BadAnswerException.class).hasMessageContaining("expected an answer, got");
    }

    @Test
    void aServerThatNeverStopsSendingIsCutOff() {
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] mebibyte = new byte[1 << 20];
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 1000; i++) {
                    out.write(mebibyte);
                }
            }
        });

        assertThat(failure(TWO)).hasMessageContaining("expected an answer of at most 4194304 bytes, got more");
    }

    @Test
    void aCallThatNobodyWaitsForAnyMoreIsGivenUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<Exception> hungUp = new CompletableFuture<>();
        server.answers(exchange -> {
            asked.countDown();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!never.await(10, TimeUnit.MILLISECONDS)) { // too little to be cut off for its length
                    out.write(' ');
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                hungUp.complete(e);
            }
        });

        CompletableFuture<List<Verdict>> call = reward.score(TWO).toCompletableFuture();
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        call.cancel(true);

        assertThat(hungUp).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void theTokenIsSentAndNeverShown() {
        RewardFunction known = rewards.open("http", Map.of("url", server.url(), "token", "s3cret"));
        server.answers(401, "who?");

        Throwable failure =
                catchThrowable(() -> known.score(TWO).toCompletableFuture().join());

        assertThat(server.tokens).containsExactly("Bearer s3cret");
        assertThat(failure).hasMessageNotContaining("s3cret");
    }

    @Test
    void itNeedsAnAddressAndTheMetadataThatTheServerWants() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.needs("http", Map.of()))
                .withMessage("reward.parameters.url: expected some text, got 'none'");
        assertThat(rewards.needs("http", Map.of("url", "http://host", "metadata", "noun, number")))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of("noun", "number")));
    }

    private List<Verdict> score(List<Sample> samples) {
        return reward.score(samples).toCompletableFuture().join();
    }

    private Throwable failure(List<Sample> samples) {
        return catchThrowable(() -> score(samples)).getCause();
    }

    private static Sample sample(String id, String prompt, Map<String, String> metadata) {
        return new Sample(id, new byte[] {1, 2, 3}, prompt, metadata);
    }
}
