package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private Instant now = Instant.EPOCH;
    private final RateLimiter limiter = new RateLimiter("logins", 3, Duration.ofSeconds(60), () -> now);

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() {
        take("10.0.0.1", 3);

        assertThatThrownBy(() -> limiter.take("10.0.0.1"))
                .hasMessage("logins: expected at most 3 in 60 s from one address; ask again in 20 s")
                .asInstanceOf(InstanceOfAssertFactories.type(RefusedException.class))
                .satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(429);
                    assertThat(refused.retryAfterSeconds()).isEqualTo(20);
                });
    }

    @Test
    void anotherAddressIsNotConcerned() {
        take("10.0.0.1", 3);

        assertThatCode(() -> take("10.0.0.2", 3)).doesNotThrowAnyException();
    }

    @Test
    void afterTheTimeThatWasToldOneMoreIsTaken() {
        // Given
        take("10.0.0.1", 3);

        // When
        now = now.plusSeconds(20);

        // Then
        take("10.0.0.1", 1);
        assertThatThrownBy(() -> limiter.take("10.0.0.1")).isInstanceOf(RefusedException.class);
    }

    @Test
    void aLongSilenceEarnsNoMoreThanAFullBucket() {
        take("10.0.0.1", 1);
        now = now.plus(Duration.ofDays(1));

        take("10.0.0.1", 3);

        assertThatThrownBy(() -> limiter.take("10.0.0.1")).isInstanceOf(RefusedException.class);
    }

    @Test
    void aClockThatIsPutBackTakesNothingAway() {
        take("10.0.0.1", 1);
        now = now.minusSeconds(3_600);

        assertThatCode(() -> take("10.0.0.1", 2)).doesNotThrowAnyException();
    }

    private void take(String address, int times) {
        for (int i = 0; i < times; i++) {
            limiter.take(address);
        }
    }
}
