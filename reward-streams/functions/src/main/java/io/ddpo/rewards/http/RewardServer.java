package io.ddpo.rewards.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * A server that scores.
 *
 * @param url where it is
 * @param token that it wants to see, if any
 */
record RewardServer(URI url, Optional<String> token) {
    HttpRequest request(byte[] json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request.build();
    }

    /** Without the token, which logs must not have. */
    @Override
    public String toString() {
        return "POST " + url;
    }
}
