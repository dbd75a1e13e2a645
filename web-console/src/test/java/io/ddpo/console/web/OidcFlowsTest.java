package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcFlowsTest {
    private Instant now = Instant.EPOCH;
    private final OidcFlows flows = flows("a secret");

    private OidcFlows flows(String secret) {
        return new OidcFlows(
                new Signature(secret), () -> now, () -> UUID.randomUUID().toString());
    }

    @Test
    void aBrowserGivesBackWhatItWasGiven() {
        OidcFlow flow = flows.begin("/runs/animals/gallery?version=3&set=evaluation");

        assertThat(flows.write(flow)).matches("[A-Za-z0-9._-]+");
        assertThat(flows.read(flows.write(flow))).hasValue(flow);
        assertThat(flow.next()).isEqualTo("/runs/animals/gallery?version=3&set=evaluation");
    }

    @Test
    void whatItWasNotGivenIsWorthNothing() {
        String cookie = flows.write(flows.begin("/"));

        assertThat(flows("another secret").read(cookie)).isEmpty();
        assertThat(flows.read(cookie.replaceFirst("^.", "x"))).isEmpty();
        assertThat(flows.read("a.b.c.99999999999.e.f")).isEmpty();
        assertThat(flows.read("")).isEmpty();
    }

    @Test
    void aSessionIsNoLogin() {
        String session = new Sessions(new Signature("a secret"), () -> now, () -> "a.nonce").open("ada", true);

        assertThat(flows.read(session)).isEmpty();
    }

    @Test
    void itEnds() {
        String cookie = flows.write(flows.begin("/"));

        now = now.plus(OidcFlows.LIFETIME);

        assertThat(flows.read(cookie)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "/login", "", "/a\"><script>"})
    void nobodyIsLedAstray(String next) {
        assertThat(flows.begin(next).next()).isEqualTo("/");
    }

    @Test
    void theChallengeIsThatOfTheStandard() {
        // RFC 7636, appendix B
        OidcFlow flow = new OidcFlow("", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "/");

        assertThat(flow.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
