package io.ddpo.rewards.http;

import io.ddpo.rewards.api.Futures;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.UnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * A server that is sent JSON and answers with JSON. Whatever else it does ends as {@link UnavailableException} if it could
 * not be asked now, or as {@link BadAnswerException}. Thread-safe.
 */
public final class JsonServer {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private static final Duration FOR_A_CONNECTION = Duration.ofSeconds(10);

    /** Thousands of verdicts; a server that sends more is out of order. */
    private static final int LARGEST_ANSWER = 4 << 20;

    /** What of a strange answer is worth a place in a sentence. */
    private static final int EXCERPT = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(FOR_A_CONNECTION)
            .build();
    private final URI url;
    private final Optional<String> token;

    /**
     * Connects to nothing yet.
     *
     * @param url where it is asked
     * @param token that it wants to see, if any; printable ASCII
     */
    public JsonServer(URI url, Optional<String> token) {
        this.url = url;
        this.token = token;
    }

    /**
     * The token among the parameters of a reward, if there is one.
     *
     * @throws IllegalArgumentException if it cannot be sent; does not repeat it
     */
    public static Optional<String> token(Parameters parameters) {
        Optional<String> token = parameters.find("token");
        if (token.filter(text -> !text.matches("[!-~]+")).isPresent()) {
            throw parameters.refusal("token", "printable ASCII without blanks", "something else");
        }
        return token;
    }

    /**
     * Asks. Cancelling the future hangs up.
     *
     * @param read makes sense of an answer; may throw {@link BadAnswerException}
     */
    public <T> CompletableFuture<T> ask(byte[] question, Function<byte[], T> read) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request(question), BoundedBody.of(LARGEST_ANSWER));
        return Futures.handle(answer, (response, failure) -> failure == null ? read(response, read) : fail(failure));
    }

    private HttpRequest request(byte[] json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request.build();
    }

    private <T> T read(HttpResponse<byte[]> response, Function<byte[], T> read) {
        int status = response.statusCode();
        if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
            throw new UnavailableException(unexpected(response), retryAfter(response));
        }
        if (status != OK) {
            throw new BadAnswerException(unexpected(response));
        }
        try {
            return read.apply(response.body());
        } catch (BadAnswerException e) {
            throw new BadAnswerException(this + ": " + e.getMessage(), e);
        }
    }

    private String unexpected(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        return "%s: expected status 200, got %d '%s'"
                .formatted(this, response.statusCode(), body.substring(0, Math.min(EXCERPT, body.length())));
    }

    /** In seconds; a date would depend on the server's clock. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Long::valueOf)
                .map(Duration::ofSeconds);
    }

    private <T> T fail(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            throw new UnavailableException(this + ": expected a connection, got " + cause, cause);
        }
        if (cause instanceof BadAnswerException) {
            throw new BadAnswerException(this + ": " + cause.getMessage(), cause);
        }
        if (cause instanceof IOException) {
            throw new BadAnswerException(this + ": expected an answer, got " + cause, cause);
        }
        throw new CompletionException(cause);
    }

    /** Without the token, which logs must not have. */
    @Override
    public String toString() {
        return "POST " + url;
    }
}
