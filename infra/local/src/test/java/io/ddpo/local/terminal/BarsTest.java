package io.ddpo.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarsTest {
    @ParameterizedTest
    @CsvSource({"0,'    '", "0.5,'██  '", "0.53125,'██▏ '", "0.999,████", "1,████", "-1,'    '", "7,████"})
    void fillsABarInEighthsOfACharacter(double share, String bar) {
        assertThat(Bars.progress(share, 4)).isEqualTo(bar);
    }

    @Test
    void drawsValuesBetweenTheirExtremes() {
        assertThat(Bars.sparkline(1, 2, 3, 4, 5)).isEqualTo("▁▃▅▇█");
    }

    @Test
    void drawsEqualValuesLow() {
        assertThat(Bars.sparkline(3, 3)).isEqualTo("▁▁");
    }

    @Test
    void drawsNothingOutOfNothing() {
        assertThat(Bars.sparkline()).isEmpty();
    }
}
