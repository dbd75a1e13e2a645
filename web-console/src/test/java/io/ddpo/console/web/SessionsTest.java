package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private Instant now = Instant.EPOCH;
    private int opened;
    private final Sessions sessions = sessions("a secret");

    private Sessions sessions(String secret) {
        return new Sessions(new Signature(secret), () -> now, () -> "nonce-" + opened++);
    }

    @Test
    void aSessionSaysWhoAndWhatTheyMay() {
        String cookie = sessions.open("Ada Lovelace; Path=/", false);

        assertThat(cookie).matches("[A-Za-z0-9._-]+");
        assertThat(sessions.find(cookie)).hasValue(new Principal("Ada Lovelace; Path=/", false, cookie));
        assertThat(sessions.find(sessions.open("ada", true)).orElseThrow().mayOperate())
                .isTrue();
    }

    @Test
    void aConsoleThatWasRestartedKnowsItAgain() {
        assertThat(sessions("a secret").find(sessions.open("ada", true))).isPresent();
    }

    @Test
    void underAnotherTokenItIsWorthNothing() {
        assertThat(sessions("another secret").find(sessions.open("ada", true))).isEmpty();
    }

    @Test
    void nobodyMakesAnOperatorOfAViewer() {
        String cookie = sessions.open("ada", false);

        assertThat(sessions.find(cookie.replace("viewer", "operator"))).isEmpty();
        assertThat(sessions.find("operator.99999999999.x.YWRh.")).isEmpty();
        assertThat(sessions.find("nonsense")).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }

    @Test
    void itEndsAfterHalfADay() {
        String cookie = sessions.open("ada", true);

        now = now.plus(Sessions.LIFETIME).minusSeconds(1);
        assertThat(sessions.find(cookie)).isPresent();
        now = now.plusSeconds(1);
        assertThat(sessions.find(cookie)).isEmpty();
    }

    @Test
    void thePageOfOneSessionCannotSpeakForAnother() {
        Principal one = sessions.find(sessions.open("ada", true)).orElseThrow();
        Principal other = sessions.find(sessions.open("ada", true)).orElseThrow();

        assertThat(sessions.isCsrf(one, sessions.csrf(one))).isTrue();
        assertThat(sessions.isCsrf(one, sessions.csrf(other))).isFalse();
        assertThat(sessions.isCsrf(one, one.session())).isFalse();
        assertThat(sessions.isCsrf(one, "")).isFalse();
    }
}
