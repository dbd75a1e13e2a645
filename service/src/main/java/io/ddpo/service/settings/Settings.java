package io.ddpo.service.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of one role, read and checked. Safe for use by several threads. */
public final class Settings {
    static final String FROM_DEFAULT = "default";

    private final Map<String, Value> values;
    private final Map<String, Value> passed;
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    /** @param values of every declared setting, those without a value included */
    Settings(Map<String, Value> values, Map<String, Value> passed) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.passed = Collections.unmodifiableMap(new TreeMap<>(passed));
    }

    /**
     * The value of a setting that is required or has a default.
     *
     * @throws NoSuchElementException if it is optional and was not given
     * @throws IllegalArgumentException if it was not declared
     */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new NoSuchElementException(setting + ": expected a value, got none"));
    }

    /**
     * The value of a setting, empty if it is optional and was not given.
     *
     * @throws IllegalArgumentException if it was not declared
     */
    @SuppressWarnings("unchecked") // the value was read by the declaration of this name
    public <T> Optional<T> find(Setting<T> setting) {
        Value value = values.get(setting.name());
        if (value == null) {
            throw new IllegalArgumentException(setting + ": expected a declared setting");
        }
        read.add(setting.name());
        return Optional.ofNullable((T) value.typed());
    }

    /** Everything that was passed through under {@code prefix}, which is stripped from the names. */
    public Map<String, String> passedThrough(String prefix) {
        Map<String, String> stripped = new TreeMap<>();
        passed.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                stripped.put(name.substring(prefix.length()), value.text());
            }
        });
        return stripped;
    }

    /** The names of declared settings that nobody has asked for yet: those that would have no effect. */
    public Set<String> unread() {
        Set<String> names = new TreeSet<>(values.keySet());
        names.removeAll(read);
        return names;
    }

    /** One line for each value, {@code name=value  # place}, secrets masked; settings without a value are left out. */
    public String effective() {
        StringBuilder lines = new StringBuilder();
        values.values().forEach(value -> value.appendTo(lines));
        passed.values().forEach(value -> value.appendTo(lines));
        return lines.toString();
    }

    /** The same as {@link #effective()}, so that no log shows a secret. */
    @Override
    public String toString() {
        return effective();
    }

    /**
     * A value with its history.
     *
     * @param typed what the declaration made of it, null if there is none
     * @param text as it was written
     */
    record Value(String name, Object typed, String text, String place, boolean secret) {
        private void appendTo(StringBuilder lines) {
            if (typed != null) {
                lines.append("%s=%s  # %s%n".formatted(name, secret ? Mask.MASK : Mask.credentials(text), place));
            }
        }
    }
}
