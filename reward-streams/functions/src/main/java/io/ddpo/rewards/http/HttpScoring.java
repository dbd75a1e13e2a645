package io.ddpo.rewards.http;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.UnavailableException;
import io.ddpo.rewards.api.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks a server, one call a batch. */
final class HttpScoring implements RewardFunction {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Thousands of verdicts; a server that sends more is out of order. */
    private static final int LARGEST_ANSWER = 4 << 20;

    /** What of a strange answer is worth a place in a sentence. */
    private static final int EXCERPT = 200;

    private final HttpClient client;
    private final RewardServer server;

    HttpScoring(HttpClient client, RewardServer server) {
        this.client = client;
        this.server = server;
    }

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(server.request(ScoringJson.question(samples)), BoundedBody.of(LARGEST_ANSWER));
        CompletableFuture<List<Verdict>> verdicts =
                answer.handle((response, failure) -> failure == null ? read(samples, response) : fail(failure));
        CompletableFuture<?> unused =
                verdicts.handle((given, failure) -> verdicts.isCancelled() && answer.cancel(true));
        return verdicts;
    }

    private List<Verdict> read(List<Sample> samples, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
            throw new UnavailableException(unexpected(response), retryAfter(response));
        }
        if (status != OK) {
            throw new BadAnswerException(unexpected(response));
        }
        try {
            return ScoringJson.verdicts(samples, response.body());
        } catch (BadAnswerException e) {
            throw new BadAnswerException(server + ": " + e.getMessage(), e);
        }
    }

    private String unexpected(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        return "%s: expected status 200, got %d '%s'"
                .formatted(server, response.statusCode(), body.substring(0, Math.min(EXCERPT, body.length())));
    }

    /** In seconds; a date would depend on the server's clock. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Long::valueOf)
                .map(Duration::ofSeconds);
    }

    private List<Verdict> fail(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            throw new UnavailableException(server + ": expected a connection, got " + cause, cause);
        }
        if (cause instanceof BadAnswerException) {
            throw new BadAnswerException(server + ": " + cause.getMessage(), cause);
        }
        if (cause instanceof IOException) {
            throw new BadAnswerException(server + ": expected an answer, got " + cause, cause);
        }
        throw new CompletionException(cause);
    }
}
