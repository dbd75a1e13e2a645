package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.FatalRoleException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String TOKEN = "a-token-of-some-length";

    private final Access local = new Access(options("127.0.0.1", Optional.empty()));
    private final Access guarded = new Access(options("0.0.0.0", Optional.of(TOKEN)));

    private static WebOptions options(String host, Optional<String> token) {
        return new WebOptions(host, 0, 1, token, "ada");
    }

    @Test
    void beyondThisMachineATokenIsNeeded() {
        assertThatThrownBy(() -> options("0.0.0.0", Optional.empty()))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("console.host: expected a loopback address, or console.token beside 0.0.0.0, where others"
                        + " could steer your runs; got no token");
    }

    @Test
    void aShortTokenIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> options("0.0.0.0", Optional.of("hunter2")))
                .hasMessage("console.token: expected at least 16 characters, got 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1"})
    void onThisMachineNoneIsNeeded(String host) {
        assertThatCode(() -> options(host, Optional.empty())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8640", "127.0.0.1:8640", "[::1]:8640", "LOCALHOST"})
    void thisMachinesNamesAreItsOwn(String host) {
        assertThatCode(() -> local.requireOwnName(host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8640", "127.0.0.1.evil.example", ""})
    void aNameThatAnotherSitePointsHereIsRefused(String host) {
        assertThatThrownBy(() -> local.requireOwnName(host)).hasMessageStartingWith("host: expected localhost");
    }

    @Test
    void theTokenOpensAndAnotherDoesNot() {
        assertThat(guarded.isKnown(headers("Authorization", "Bearer " + TOKEN), Optional.empty()))
                .isTrue();
        assertThat(guarded.isKnown(headers("Authorization", "Bearer " + TOKEN + "x"), Optional.empty()))
                .isFalse();
        assertThat(guarded.isKnown(headers(), Optional.empty())).isFalse();
    }

    @Test
    void aLoginGivesACookieThatOpensAndHidesTheToken() {
        // When
        Reply reply = guarded.login(Buffer.buffer("{\"token\": \"" + TOKEN + "\"}"));

        // Then
        String cookie = reply.headers().get("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        assertThat(guarded.isKnown(headers(), Optional.of(value))).isTrue();
    }

    @Test
    void aWrongTokenIsNoLogin() {
        assertThatThrownBy(() -> guarded.login(Buffer.buffer("{\"token\": \"guess\"}")))
                .hasMessage("token: expected the one that the console was started with");
    }

    @Test
    void aFormOfAnotherSiteCannotSteer() {
        assertThatThrownBy(() -> local.requireOwnOrigin(headers("Content-Type", "text/plain")))
                .hasMessage("Content-Type: expected application/json");
        assertThatThrownBy(() -> local.requireOwnOrigin(
                        headers("Content-Type", "application/json", "Sec-Fetch-Site", "cross-site")))
                .hasMessageStartingWith("Sec-Fetch-Site:");
        assertThatThrownBy(() -> local.requireOwnOrigin(headers(
                        "Content-Type", "application/json", "Host", "localhost:1", "Origin", "http://evil.example")))
                .hasMessageStartingWith("Origin:");
    }

    @Test
    void ourPagesAndProgramsMay() {
        assertThatCode(() -> local.requireOwnOrigin(headers(
                        "Content-Type", "application/json", "Host", "localhost:1", "Origin", "http://localhost:1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> local.requireOwnOrigin(headers("Content-Type", "application/json")))
                .doesNotThrowAnyException();
    }

    private static MultiMap headers(String... pairs) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }
}
