package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.FatalRoleException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String TOKEN = "a-token-of-some-length";

    private static final String VIEWERS = "another-token-of-some-length";

    private final Access local = access(options("127.0.0.1", Optional.empty()));
    private final Access guarded =
            access(new WebOptions("0.0.0.0", 0, 1, Optional.of(TOKEN), Optional.of(VIEWERS), Optional.empty(), "ada"));

    private static Access access(WebOptions options) {
        return new Access(options, InstantSource.system());
    }

    private static WebOptions options(String host, Optional<String> token) {
        return new WebOptions(host, 0, 1, token, Optional.empty(), Optional.empty(), "ada");
    }

    @Test
    void beyondThisMachineATokenIsNeeded() {
        assertThatThrownBy(() -> options("0.0.0.0", Optional.empty()))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("console.host: expected a loopback address, or console.token or console.oidc.issuer beside"
                        + " 0.0.0.0, where others could steer your runs; got neither");
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
    void whereNobodyLogsInEverybodyOperates() {
        assertThat(local.find(headers(), Optional.empty())).hasValue(new Principal("ada", true, ""));
    }

    @Test
    void eachTokenOpensWhatItIsForAndAnotherOpensNothing() {
        assertThat(guarded.find(headers("Authorization", "Bearer " + TOKEN), Optional.empty()))
                .hasValue(new Principal("ada", true, ""));
        assertThat(guarded.find(headers("Authorization", "Bearer " + VIEWERS), Optional.empty()))
                .hasValue(new Principal("ada", false, ""));
        assertThat(guarded.find(headers("Authorization", "Bearer " + TOKEN + "x"), Optional.empty()))
                .isEmpty();
        assertThat(guarded.find(headers(), Optional.empty())).isEmpty();
    }

    @Test
    void aViewerSteersNothing() {
        assertThatThrownBy(() -> Access.requireOperator(new Principal("ada", false, "")))
                .hasMessage("token: expected that of an operator; that of a viewer steers nothing");
        assertThatCode(() -> Access.requireOperator(new Principal("ada", true, "")))
                .doesNotThrowAnyException();
    }

    @Test
    void whoKnowsTheTokenOfViewersAloneCannotSignInAsAnOperator() {
        // Given
        Access looking = access(
                new WebOptions("127.0.0.1", 0, 1, Optional.empty(), Optional.of(VIEWERS), Optional.empty(), "ada"));
        Sessions forged =
                new Sessions(new Signature("ddpo-console\n\n" + VIEWERS), InstantSource.system(), () -> "nonce");

        // Then
        assertThat(looking.find(headers(), Optional.of(forged.open("mallory", true))))
                .isEmpty();
        String cookie = looking.login(Json.write(Map.of("token", VIEWERS)), false)
                .headers()
                .get("Set-Cookie");
        assertThat(looking.find(headers(), Optional.of(value(cookie)))).isPresent();
    }

    @Test
    void theTwoTokensDiffer() {
        assertThatThrownBy(() -> new WebOptions(
                        "127.0.0.1", 0, 1, Optional.of(TOKEN), Optional.of(TOKEN), Optional.empty(), "ada"))
                .hasMessage("console.viewer.token: expected another one than console.token, got the same");
    }

    @Test
    void aLoginGivesACookieThatOpensAndHidesTheToken() {
        // When
        Reply reply = login(TOKEN, "grace", false);

        // Then
        String cookie = reply.headers().get("Set-Cookie");
        assertThat(cookie)
                .contains("; HttpOnly; SameSite=Strict", "Max-Age=43200")
                .doesNotContain(TOKEN, "Secure");
        Principal grace = guarded.find(headers(), Optional.of(value(cookie))).orElseThrow();
        assertThat(grace.name()).isEqualTo("grace");
        assertThat(grace.mayOperate()).isTrue();
    }

    @Test
    void aLoginByTlsGivesACookieForTlsAlone() {
        assertThat(login(TOKEN, "", true).headers().get("Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void aSessionWithoutItsProofCannotSteer() {
        // Given
        Principal session = guarded.find(
                        headers(),
                        Optional.of(value(login(TOKEN, "", false).headers().get("Set-Cookie"))))
                .orElseThrow();
        String csrf =
                Json.readObject(guarded.session(session).body()).path("csrf").asText();

        // Then
        assertThatThrownBy(() ->
                        guarded.requireOwnOrigin(headers("Content-Type", "application/json"), Optional.of(session)))
                .hasMessage("X-CSRF-Token: expected what /api/session tells this session");
        assertThatCode(() -> guarded.requireOwnOrigin(
                        headers("Content-Type", "application/json", "X-CSRF-Token", csrf), Optional.of(session)))
                .doesNotThrowAnyException();
    }

    private Reply login(String token, String name, boolean isSecure) {
        return guarded.login(Json.write(Map.of("token", token, "name", name)), isSecure);
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    @Test
    void aWrongTokenIsNoLogin() {
        assertThatThrownBy(() -> guarded.login(Buffer.buffer("{\"token\": \"guess\"}"), false))
                .hasMessage("token: expected one that the console was started with");
    }

    @Test
    void aFormOfAnotherSiteCannotSteer() {
        assertThatThrownBy(() -> local.requireOwnOrigin(headers("Content-Type", "text/plain"), Optional.empty()))
                .hasMessage("Content-Type: expected application/json");
        assertThatThrownBy(() -> local.requireOwnOrigin(
                        headers("Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"), Optional.empty()))
                .hasMessageStartingWith("Sec-Fetch-Site:");
        assertThatThrownBy(() -> local.requireOwnOrigin(
                        headers(
                                "Content-Type",
                                "application/json",
                                "Host",
                                "localhost:1",
                                "Origin",
                                "http://evil.example"),
                        Optional.empty()))
                .hasMessageStartingWith("Origin:");
    }

    @Test
    void ourPagesAndProgramsMay() {
        assertThatCode(() -> local.requireOwnOrigin(
                        headers(
                                "Content-Type",
                                "application/json",
                                "Host",
                                "localhost:1",
                                "Origin",
                                "http://localhost:1"),
                        Optional.empty()))
                .doesNotThrowAnyException();
        assertThatCode(() -> local.requireOwnOrigin(headers("Content-Type", "application/json"), Optional.empty()))
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
