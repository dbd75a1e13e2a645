package io.ddpo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
    @ParameterizedTest
    @CsvSource({
        "-1.62, -1.08, 6, '−1.6 −1.5 −1.4 −1.3 −1.2 −1.1'",
        "0, 1, 5, '0.0 0.2 0.4 0.6 0.8 1.0'",
        "-0.9951, -0.9862, 6, '−0.994 −0.992 −0.990 −0.988'",
        "980, 4020, 6, '1000 2000 3000 4000'"
    })
    void areRoundNumbersWithinTheRange(double min, double max, int most, String labels) {
        assertThat(labels(min, max, most)).isEqualTo(List.of(labels.split(" ")));
    }

    @Test
    void areNeverManyMoreThanAskedFor() {
        for (double range = 1e-3; range < 1e4; range *= 1.07) {
            assertThat(Ticks.within(-range, range, 6)).hasSizeBetween(2, 7);
        }
    }

    private static List<String> labels(double min, double max, int most) {
        return Ticks.within(min, max, most).stream().map(Ticks::label).toList();
    }
}
