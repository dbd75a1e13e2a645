package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CircuitBreaker breaker = new CircuitBreaker();
    private long now = Long.MAX_VALUE - SECOND / 2;

    @Test
    void itStaysClosedAsLongAsNotEverythingFails() {
        for (int i = 0; i < 100; i++) {
            breaker.failed(now);
            breaker.failed(now);
            breaker.succeeded();
        }

        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.admit(now)).isZero();
    }

    @Test
    void itOpensAfterFiveFailuresInARow() {
        fail(4);
        assertThat(breaker.admit(now)).isZero();

        fail(1);

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.admit(now)).isEqualTo(Duration.ofSeconds(1));
        now += SECOND / 4;
        assertThat(breaker.admit(now)).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void afterItsRestOneCallTriesAndTheOthersWaitForIt() {
        fail(5);
        now += SECOND;

        assertThat(breaker.admit(now)).isZero();
        assertThat(breaker.admit(now)).isPositive();

        breaker.succeeded();
        assertThat(breaker.admit(now)).isZero();
        assertThat(breaker.admit(now)).isZero();
    }

    @Test
    void aTryThatFailsMakesTheRestTwiceAsLongUpToHalfAMinute() {
        fail(5);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(breaker.admit(now)).isEqualTo(Duration.ofSeconds(seconds));
            now += seconds * SECOND;
            assertThat(breaker.admit(now)).isZero();
            breaker.failed(now);
        }
    }

    @Test
    void failuresOfCallsThatBeganBeforeItOpenedDoNotProlongTheRest() {
        fail(5);
        now += SECOND / 2;

        fail(3);

        assertThat(breaker.admit(now)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aTryThatIsGivenUpLeavesItToAnother() {
        fail(5);
        now += SECOND;
        breaker.admit(now);

        breaker.abandoned();

        assertThat(breaker.admit(now)).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now);
        }
    }
}
