package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OidcPersonTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private static OidcPerson of(JsonObject claims, String roles) {
        OidcOptions options = new OidcOptions(
                URI.create("https://id.example.org/"),
                "console",
                Optional.empty(),
                URI.create("https://console.example.org"),
                roles,
                "operator",
                "viewer");
        return OidcPerson.of(claims, options, "a nonce", NOW);
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("iss", "https://id.example.org")
                .put("aud", new JsonArray().add("another").add("console"))
                .put("nonce", "a nonce")
                .put("exp", 1_001)
                .put("sub", "42")
                .put("roles", new JsonArray().add("operator"));
    }

    @Test
    void somebodyHasTheFirstNameAndTheHighestRoleThatIsSaid() {
        assertThat(of(claims(), "roles")).isEqualTo(new OidcPerson("42", true));
        assertThat(of(claims().put("email", "ada@example.org").put("roles", "viewer"), "roles"))
                .isEqualTo(new OidcPerson("ada@example.org", false));
        assertThat(of(claims().put("preferred_username", "x".repeat(500)), "roles")
                        .name())
                .hasSize(100);
    }

    @Test
    void rolesMayLieInsideOfAClaimOrUnderANameWithDots() {
        JsonObject inside = claims().put("realm_access", new JsonObject().put("roles", new JsonArray().add("viewer")));
        JsonObject dotted = claims().put("https://example.org/roles", new JsonArray().add("viewer"));

        assertThat(of(inside, "realm_access.roles").mayOperate()).isFalse();
        assertThat(of(dotted, "https://example.org/roles").mayOperate()).isFalse();
    }

    @Test
    void whoHasNeitherRoleDoesNotComeIn() {
        assertThatThrownBy(() -> of(claims().put("roles", new JsonArray().add("cook")), "roles"))
                .hasMessage("claim roles: expected operator or viewer among the roles of 42, got [cook]");
        assertThatThrownBy(() -> of(claims(), "groups")).hasMessageEndingWith("got []");
    }

    @Test
    void aTokenIsForOneLoginAtOneClientOfOneIssuerUntilItEnds() {
        assertRefused(claims().put("iss", "https://evil.example"), "of another issuer");
        assertRefused(claims().put("aud", "another"), "for another client");
        assertRefused(claims().put("nonce", "another"), "of another login");
        assertRefused(claims().put("exp", 1_000), "that is over");
        JsonObject endless = claims();
        endless.remove("exp");
        assertRefused(endless, "that is over");
    }

    private static void assertRefused(JsonObject claims, String what) {
        assertThatThrownBy(() -> of(claims, "roles"))
                .hasMessage("ID token: expected one for this login, got one " + what);
    }
}
