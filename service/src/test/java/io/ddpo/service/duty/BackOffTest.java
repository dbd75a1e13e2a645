package io.ddpo.service.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofMillis(1), Duration.ofMillis(6));

    @Test
    void everyWaitIsTwiceTheOneBeforeUpToTheLongest() {
        assertThat(Stream.generate(backOff::next).limit(5).map(Duration::toMillis))
                .containsExactly(1L, 2L, 4L, 6L, 6L);
    }

    @Test
    void aResetStartsWithTheShortestAgain() {
        backOff.next();
        backOff.next();
        backOff.reset();

        assertThat(backOff.next()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void aWaitOfNothingIsRefusedBecauseItWouldBeABusyLoop() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofMillis(1)))
                .withMessage("back-off: expected 0 < shortest ≤ longest, got PT0S and PT0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackOff(Duration.ofMillis(2), Duration.ofMillis(1)))
                .withMessage("back-off: expected 0 < shortest ≤ longest, got PT0.002S and PT0.001S");
    }
}
