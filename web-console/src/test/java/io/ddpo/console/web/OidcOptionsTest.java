package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OidcOptionsTest {
    private static OidcOptions options(String issuer, String console) {
        return new OidcOptions(
                URI.create(issuer), "console", Optional.empty(), URI.create(console), "roles", "operator", "viewer");
    }

    @Test
    void peopleComeBackToTheConsole() {
        assertThat(options("https://id.example.org/", "https://console.example.org/")
                        .callback())
                .isEqualTo("https://console.example.org/login/oidc/callback");
        assertThat(options("https://id.example.org/", "http://localhost:8640").isSecure())
                .isFalse();
    }

    @Test
    void nothingOfItGoesOverANetworkInTheClear() {
        assertThatThrownBy(() -> options("http://id.example.org", "https://console.example.org"))
                .hasMessage("console.oidc.issuer: expected an https address, or http on this machine, got"
                        + " http://id.example.org");
        assertThatThrownBy(() -> options("https://id.example.org", "console.example.org"))
                .hasMessageStartingWith("console.oidc.url: expected an https address");
    }
}
