package io.ddpo.service.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One declared setting: its name, type, meaning and what values it takes. It must be given, unless
 * {@link #withDefault} or {@link #optional} says otherwise. Immutable; every method returns a new declaration.
 */
public final class Setting<T> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");

    private final String name;
    private final SettingType<T> type;
    private final String doc;
    private final T defaultValue;
    private final boolean required;
    private final boolean secret;
    private final List<String> aliases;
    private final List<Check<T>> checks;

    private Setting(
            String name,
            SettingType<T> type,
            String doc,
            T defaultValue,
            boolean required,
            boolean secret,
            List<String> aliases,
            List<Check<T>> checks) {
        this.name = name;
        this.type = type;
        this.doc = doc;
        this.defaultValue = defaultValue;
        this.required = required;
        this.secret = secret;
        this.aliases = List.copyOf(aliases);
        this.checks = List.copyOf(checks);
    }

    private Setting<T> with(
            T newDefault, boolean isRequired, boolean isSecret, List<String> newAliases, List<Check<T>> newChecks) {
        return new Setting<>(name, type, doc, newDefault, isRequired, isSecret, newAliases, newChecks);
    }

    private static <T> Setting<T> declare(String name, SettingType<T> type, String doc) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "setting: expected lower-case words joined by dots or hyphens, got '" + name + "'");
        }
        if (doc.isBlank()) {
            throw new IllegalArgumentException(name + ": expected a line that says what it is for, got none");
        }
        return new Setting<>(name, type, doc, null, true, false, List.of(), List.of());
    }

    /** Text that is not blank. */
    public static Setting<String> text(String name, String doc) {
        return declare(name, SettingType.TEXT, doc);
    }

    /** A 32-bit integer. */
    public static Setting<Integer> integer(String name, String doc) {
        return declare(name, SettingType.INTEGER, doc);
    }

    /** A 64-bit integer. */
    public static Setting<Long> longInteger(String name, String doc) {
        return declare(name, SettingType.LONG, doc);
    }

    /** A finite number. */
    public static Setting<Double> decimal(String name, String doc) {
        return declare(name, SettingType.DECIMAL, doc);
    }

    /** {@code true} or {@code false}; as a flag, its name alone means true. */
    public static Setting<Boolean> bool(String name, String doc) {
        return declare(name, SettingType.BOOLEAN, doc);
    }

    /** A duration, such as {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h} or ISO-8601. */
    public static Setting<Duration> duration(String name, String doc) {
        return declare(name, SettingType.DURATION, doc);
    }

    /** A path, relative to the working directory of the process. Whether anything lies there is not looked at. */
    public static Setting<Path> path(String name, String doc) {
        return declare(name, SettingType.PATH, doc);
    }

    /** An absolute URI. */
    public static Setting<URI> uri(String name, String doc) {
        return declare(name, SettingType.URI_TYPE, doc);
    }

    /** Items separated by commas, none of them blank. */
    public static Setting<List<String>> list(String name, String doc) {
        return declare(name, SettingType.LIST, doc);
    }

    /** One of an enum's constants, written in lower case with hyphens: {@code FULL_UNET} is {@code full-unet}. */
    public static <E extends Enum<E>> Setting<E> oneOf(String name, Class<E> type, String doc) {
        return declare(name, SettingType.oneOf(type), doc);
    }

    /** Need not be given: {@code value} holds then. */
    public Setting<T> withDefault(T value) {
        return with(value, false, secret, aliases, checks);
    }

    /** Need not be given: {@link Settings#find} is empty then. */
    public Setting<T> optional() {
        return with(null, false, secret, aliases, checks);
    }

    /** Never printed: neither in the effective configuration nor in an error. */
    public Setting<T> secret() {
        return with(defaultValue, required, true, aliases, checks);
    }

    /** Also read from the environment variable {@code variable}, if its own is not set. */
    public Setting<T> orEnvironment(String variable) {
        return with(defaultValue, required, secret, appended(aliases, variable), checks);
    }

    /**
     * Refuses what {@code holds} does not hold for.
     *
     * @param expectation completes the sentence "expected …", such as "a port between 0 and 65535"
     */
    public Setting<T> check(String expectation, Predicate<T> holds) {
        return with(defaultValue, required, secret, aliases, appended(checks, new Check<>(expectation, holds)));
    }

    /** The name: {@code --name} as a flag, {@link #variable()} in the environment, itself in a file. */
    public String name() {
        return name;
    }

    /** One line that says what it is for. */
    public String doc() {
        return doc;
    }

    /** Its environment variable: {@code DDPO_} and the name in upper case with underscores. */
    public String variable() {
        return Variables.of(name);
    }

    /** The value that holds if none is given. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    boolean isRequired() {
        return required;
    }

    boolean isSecret() {
        return secret;
    }

    boolean isSwitch() {
        return type.equals(SettingType.BOOLEAN);
    }

    String typeName() {
        return type.name();
    }

    List<String> aliases() {
        return aliases;
    }

    String write(T value) {
        return type.writer().apply(value);
    }

    /** @throws IllegalArgumentException with the rest of the sentence "<place>: …" */
    T read(String text) {
        T value;
        try {
            value = type.read(text);
        } catch (IllegalArgumentException e) {
            throw refusal(type.expectation(), text);
        }
        checked(value, text);
        return value;
    }

    /** @throws IllegalArgumentException if the default value would be refused from anybody else */
    void checkDefault() {
        if (defaultValue != null) {
            checked(defaultValue, write(defaultValue));
        }
    }

    private void checked(T value, String text) {
        for (Check<T> check : checks) {
            if (!check.holds().test(value)) {
                throw refusal(check.expectation(), text);
            }
        }
    }

    private IllegalArgumentException refusal(String expectation, String text) {
        return new IllegalArgumentException("expected %s for '%s', got %s"
                .formatted(expectation, name, secret ? Mask.MASK : "'" + Mask.credentials(text) + "'"));
    }

    private static <E> List<E> appended(List<E> list, E item) {
        List<E> longer = new ArrayList<>(list);
        longer.add(item);
        return longer;
    }

    @Override
    public String toString() {
        return name;
    }

    private record Check<T>(String expectation, Predicate<T> holds) {}
}
