package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A console whose people a provider of OpenID Connect knows, and no token. */
@Tag("broker")
class OidcLoginTest {
    private static final String PUBLIC = "https://console.example.org";
    private static final Broker BROKER = Broker.shared();

    private static StandInProvider provider;
    private static RunningConsole console;

    @BeforeAll
    static void open() throws Exception {
        provider = new StandInProvider();
        console = new RunningConsole(
                BROKER,
                Map.of(
                        "console.oidc.issuer",
                        provider.issuer().toString(),
                        "console.oidc.url",
                        PUBLIC,
                        "console.oidc.client.id",
                        StandInProvider.CLIENT,
                        "console.oidc.client.secret",
                        StandInProvider.SECRET,
                        "console.oidc.roles",
                        "realm_access.roles",
                        "console.oidc.operators",
                        "ddpo-operators",
                        "console.oidc.viewers",
                        "ddpo-viewers"));
    }

    @AfterAll
    static void close() {
        console.close();
        provider.close();
    }

    /** A login that a browser has begun. */
    private record Begun(URI address, String cookie) {}

    private static Begun begin(String next) throws Exception {
        HttpResponse<String> reply = console.get("/login/oidc?next=" + next);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(303);
        URI address = URI.create(reply.headers().firstValue("Location").orElseThrow());
        return new Begun(address, cookie(reply));
    }

    private static HttpResponse<String> comeBack(Begun login, String code) throws Exception {
        String state = StandInProvider.query(login.address().getRawQuery()).get("state");
        return console.get("/login/oidc/callback?code=" + code + "&state=" + state, "Cookie", login.cookie());
    }

    private static String cookie(HttpResponse<String> reply) {
        return reply.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private static Map<String, Object> claims(Begun login, String... roles) {
        Map<String, Object> claims = provider.claims(login.address());
        claims.put("realm_access", Map.of("roles", List.of(roles)));
        return claims;
    }

    private static void assertRefused(HttpResponse<String> reply, String problem) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(303);
        assertThat(reply.headers().firstValue("Location")).hasValue("/login?problem=" + problem);
        assertThat(reply.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theProviderIsAskedForThisBrowserAlone() throws Exception {
        HttpResponse<String> reply = console.get("/login/oidc?next=/runs/animals");

        URI address = URI.create(reply.headers().firstValue("Location").orElseThrow());
        Map<String, String> asked = StandInProvider.query(address.getRawQuery());
        assertThat(address.toString()).startsWith(provider.issuer() + "/authorize?");
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", StandInProvider.CLIENT)
                .containsEntry("redirect_uri", PUBLIC + "/login/oidc/callback")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(asked.get("scope")).contains("openid");
        assertThat(reply.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("Path=/login/oidc; ", "HttpOnly; SameSite=Lax; Secure");
    }

    @Test
    void anOperatorComesBackToThePageThatWasWanted() throws Exception {
        // Given
        Begun login = begin("/runs/animals?show=table%26smooth=0.5");

        // When
        HttpResponse<String> reply = comeBack(login, provider.logIn(login.address(), claims(login, "ddpo-operators")));

        // Then
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("content=\"0;url=/runs/animals?show=table&amp;smooth=0.5\"");
        assertThat(reply.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly; SameSite=Strict; Secure");
        JsonNode session = new ObjectMapper()
                .readTree(console.get("/api/session", "Cookie", cookie(reply)).body());
        assertThat(session.get("who").asText()).isEqualTo("grace");
        assertThat(session.get("mayOperate").asBoolean()).isTrue();
        assertThat(session.get("csrf").asText()).isNotEmpty();
    }

    @Test
    void aViewerLooks() throws Exception {
        Begun login = begin("/");

        HttpResponse<String> reply = comeBack(login, provider.logIn(login.address(), claims(login, "ddpo-viewers")));

        assertThat(console.get("/api/session", "Cookie", cookie(reply)).body()).contains("\"mayOperate\":false");
    }

    @Test
    void whoHasNoRoleHereIsTold() throws Exception {
        Begun login = begin("/");

        assertRefused(comeBack(login, provider.logIn(login.address(), claims(login, "accountants"))), "role");
    }

    @Test
    void whatTheProviderDidNotSayForThisLoginIsWorthNothing() throws Exception {
        Begun login = begin("/");
        Map<String, Object> sound = claims(login, "ddpo-operators");
        Map<String, Object> another = claims(begin("/"), "ddpo-operators");

        assertRefused(comeBack(login, provider.forge(login.address(), sound)), "provider");
        assertRefused(comeBack(login, provider.forgeUnsigned(login.address(), sound)), "provider");
        assertRefused(comeBack(login, provider.logIn(login.address(), another)), "provider");
        assertRefused(comeBack(login, provider.logIn(begin("/").address(), sound)), "provider");
    }

    @Test
    void whoDidNotBeginALoginDoesNotEndIt() throws Exception {
        // Given
        Begun mine = begin("/");
        Begun theirs = begin("/");
        String code = provider.logIn(theirs.address(), claims(theirs, "ddpo-operators"));

        // Then
        assertRefused(comeBack(new Begun(theirs.address(), mine.cookie()), code), "expired");
        assertRefused(comeBack(new Begun(theirs.address(), "another=cookie"), code), "expired");
    }

    @Test
    void whoThinksBetterOfItIsTold() throws Exception {
        Begun login = begin("/");
        String state = StandInProvider.query(login.address().getRawQuery()).get("state");

        assertRefused(
                console.get("/login/oidc/callback?error=access_denied&state=" + state, "Cookie", login.cookie()),
                "denied");
    }

    @Test
    void strangersAreShownTheWayToTheProvider() throws Exception {
        assertThat(console.get("/api/runs").statusCode()).isEqualTo(401);
        assertThat(console.get("/").headers().firstValue("Location")).hasValue("/login");
        assertThat(console.get("/login").body()).contains("data-token=\"false\"", "data-oidc=\"true\"");
    }

    @Test
    void whoCannotBeAskedIsSaid() throws Exception {
        URI gone;
        try (StandInProvider other = new StandInProvider()) {
            gone = other.issuer();
        }
        try (RunningConsole early = new RunningConsole(
                BROKER,
                Map.of(
                        "console.oidc.issuer",
                        gone.toString(),
                        "console.oidc.url",
                        "http://localhost",
                        "console.oidc.client.id",
                        StandInProvider.CLIENT))) {
            assertThat(early.get("/login/oidc").headers().firstValue("Location"))
                    .hasValue("/login?problem=provider");
        }
    }
}
