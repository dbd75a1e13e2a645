package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0ms",
        "PT0.25S, 250ms",
        "PT1.5S, 1500ms",
        "PT30S, 30s",
        "PT1M30S, 90s",
        "PT15M, 15m",
        "PT90M, 90m",
        "PT2H, 2h",
        "P1D, 24h",
        "PT0.000001S, PT0.000001S",
        "PT-5S, PT-5S"
    })
    void aDurationIsWrittenInTheShortestFormThatReadsBack(Duration duration, String text) {
        assertThat(DurationText.write(duration)).isEqualTo(text);
        assertThat(DurationText.read(text)).isEqualTo(duration);
    }
}
