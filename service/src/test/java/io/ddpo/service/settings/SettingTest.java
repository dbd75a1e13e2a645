package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private enum Trainable {
        LORA,
        FULL_UNET
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(Setting.text("k", "d"), "a b", "a b"),
                arguments(Setting.integer("k", "d"), "-3", -3),
                arguments(Setting.longInteger("k", "d"), "5000000000", 5_000_000_000L),
                arguments(Setting.decimal("k", "d"), "1e-4", 1e-4),
                arguments(Setting.bool("k", "d"), "true", true),
                arguments(Setting.duration("k", "d"), "90s", Duration.ofSeconds(90)),
                arguments(Setting.path("k", "d"), "models/emoji-32", Path.of("models/emoji-32")),
                arguments(Setting.uri("k", "d"), "http://a:1/b", URI.create("http://a:1/b")),
                arguments(Setting.list("k", "d"), "fox, bear", List.of("fox", "bear")),
                arguments(Setting.oneOf("k", Trainable.class, "d"), "full-unet", Trainable.FULL_UNET));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyTypeReadsItsValues(Setting<?> setting, String text, Object value) {
        assertThat(setting.read(text)).isEqualTo(value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(Setting.text("k", "d"), "", "expected text for 'k', got ''"),
                arguments(Setting.integer("k", "d"), "3000000000", "expected an integer for 'k', got '3000000000'"),
                arguments(Setting.decimal("k", "d"), "NaN", "expected a number for 'k', got 'NaN'"),
                arguments(Setting.decimal("k", "d"), "1e999", "expected a number for 'k', got '1e999'"),
                arguments(Setting.bool("k", "d"), "yes", "expected true or false for 'k', got 'yes'"),
                arguments(
                        Setting.duration("k", "d"),
                        "10 minutes",
                        "expected a duration such as 500ms, 30s, 10m, 2h or PT1M30S for 'k', got '10 minutes'"),
                arguments(Setting.path("k", "d"), "a\0b", "expected a path for 'k', got 'a\0b'"),
                arguments(
                        Setting.uri("k", "d"),
                        "localhost",
                        "expected a URI such as http://localhost:8081 for 'k', got 'localhost'"),
                arguments(
                        Setting.uri("k", "d"),
                        "http://me:hush@ x",
                        "expected a URI such as http://localhost:8081 for 'k', got 'http://***@ x'"),
                arguments(Setting.list("k", "d"), "fox,,", "expected a comma-separated list for 'k', got 'fox,,'"),
                arguments(
                        Setting.oneOf("k", Trainable.class, "d"),
                        "LORA",
                        "expected one of lora, full-unet for 'k', got 'LORA'"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyTypeSaysWhatItExpectedAndWhatCame(Setting<?> setting, String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setting.read(text))
                .withMessage(message);
    }

    @Test
    void everyCheckHasToHold() {
        Setting<Integer> even = Setting.integer("k", "d")
                .check("at least 1", value -> value >= 1)
                .check("an even number", value -> value % 2 == 0);

        assertThat(even.read("2")).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> even.read("0"))
                .withMessage("expected at least 1 for 'k', got '0'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> even.read("3"))
                .withMessage("expected an even number for 'k', got '3'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Batch", "batch_size", "batch.", ".batch", "batch..size", "1batch"})
    void aNameIsLowerCaseWords(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.text(name, "d"))
                .withMessage("setting: expected lower-case words joined by dots or hyphens, got '" + name + "'");
    }

    @Test
    void aSettingSaysWhatItIsFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.text("k", " "))
                .withMessage("k: expected a line that says what it is for, got none");
    }
}
