package io.ddpo.service.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a value is written.
 *
 * @param name what stands for the value in help
 * @param expectation what an error says was expected, with its article
 */
record SettingType<T>(String name, String expectation, Function<String, T> reader, Function<T, String> writer) {
    static final SettingType<String> TEXT =
            new SettingType<>("text", "text", SettingType::notBlank, Function.identity());
    static final SettingType<Integer> INTEGER =
            new SettingType<>("integer", "an integer", Integer::valueOf, Object::toString);
    static final SettingType<Long> LONG = new SettingType<>("integer", "an integer", Long::valueOf, Object::toString);
    static final SettingType<Double> DECIMAL =
            new SettingType<>("number", "a number", SettingType::finite, Object::toString);
    static final SettingType<Boolean> BOOLEAN =
            new SettingType<>("true|false", "true or false", SettingType::trueOrFalse, Object::toString);
    static final SettingType<Duration> DURATION = new SettingType<>(
            "duration", "a duration such as 500ms, 30s, 10m, 2h or PT1M30S", DurationText::read, DurationText::write);
    static final SettingType<Path> PATH =
            new SettingType<>("path", "a path", text -> Path.of(notBlank(text)), Path::toString);
    static final SettingType<URI> URI_TYPE =
            new SettingType<>("uri", "a URI such as http://localhost:8081", SettingType::absolute, URI::toString);
    static final SettingType<List<String>> LIST =
            new SettingType<>("a,b,…", "a comma-separated list", SettingType::split, list -> String.join(",", list));

    /** One of an enum's constants, written in lower case with hyphens. */
    static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
        Function<E, String> writer = e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String choices = Arrays.stream(type.getEnumConstants()).map(writer).collect(Collectors.joining("|"));
        Function<String, E> reader = text -> Arrays.stream(type.getEnumConstants())
                .filter(e -> writer.apply(e).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
        return new SettingType<>(choices, "one of " + choices.replace("|", ", "), reader, writer);
    }

    /** @throws IllegalArgumentException if {@code text} is not of this type; the message is not for people */
    T read(String text) {
        try {
            return reader.apply(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String notBlank(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("blank");
        }
        return text;
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static boolean trueOrFalse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static URI absolute(String text) {
        URI uri = URI.create(text);
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(item -> notBlank(item.strip()))
                .toList();
    }
}
