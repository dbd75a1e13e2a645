package io.ddpo.service.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes settings of what the sources hold: the first source that has a name wins, and no problem hides another. */
final class Resolution {
    private final Map<String, Setting<?>> declared;
    private final List<PassThrough> passThroughs;
    private final Map<String, Entry> winners = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean allReadable = true;

    private Resolution(Map<String, Setting<?>> declared, List<PassThrough> passThroughs) {
        this.declared = declared;
        this.passThroughs = passThroughs;
    }

    /**
     * @param sources in order of precedence
     * @throws SettingsException with every problem of every source
     */
    static Settings of(Collection<Setting<?>> declared, List<PassThrough> passThroughs, List<Source> sources) {
        Map<String, Setting<?>> byName = new LinkedHashMap<>();
        declared.forEach(setting -> byName.put(setting.name(), setting));
        Resolution resolution = new Resolution(byName, passThroughs);
        sources.forEach(resolution::take);
        Settings settings = resolution.settings();
        if (!resolution.problems.isEmpty()) {
            throw new SettingsException(resolution.problems);
        }
        return settings;
    }

    private void take(Source source) {
        problems.addAll(source.problems());
        allReadable &= source.readable();
        for (Entry entry : source.entries()) {
            if (declared.containsKey(entry.name()) || passThroughs.stream().anyMatch(p -> p.takes(entry.name()))) {
                winners.putIfAbsent(entry.name(), entry);
            } else {
                problems.add("%s: unknown setting '%s'%s"
                        .formatted(
                                entry.place(),
                                entry.name(),
                                Suggestion.among(declared.keySet(), entry.name())
                                        .orElse("")));
            }
        }
    }

    private Settings settings() {
        Map<String, Settings.Value> values = new LinkedHashMap<>();
        for (Setting<?> setting : declared.values()) {
            Entry entry = winners.remove(setting.name());
            values.put(setting.name(), entry == null ? withoutEntry(setting) : read(setting, entry));
        }
        Map<String, Settings.Value> passed = new LinkedHashMap<>();
        winners.values().forEach(entry -> passed.put(entry.name(), pass(entry)));
        return new Settings(values, passed);
    }

    private <T> Settings.Value withoutEntry(Setting<T> setting) {
        if (setting.isRequired() && allReadable) {
            problems.add("%s: expected a value (%s), got none; give --%s, %s or a line in the --config file"
                    .formatted(setting.name(), setting.doc(), setting.name(), setting.variable()));
        }
        T value = setting.defaultValue().orElse(null);
        String text = value == null ? "" : setting.write(value);
        return new Settings.Value(setting.name(), value, text, Settings.FROM_DEFAULT, setting.isSecret());
    }

    private Settings.Value read(Setting<?> setting, Entry entry) {
        Object value = null;
        try {
            value = setting.read(entry.text());
        } catch (IllegalArgumentException e) {
            problems.add(entry.place() + ": " + e.getMessage());
        }
        return new Settings.Value(setting.name(), value, entry.text(), entry.place(), setting.isSecret());
    }

    private Settings.Value pass(Entry entry) {
        PassThrough through = passThroughs.stream()
                .filter(p -> p.takes(entry.name()))
                .findFirst()
                .orElseThrow();
        through.refusalOf(entry.name(), entry.text())
                .ifPresent(refusal -> problems.add(entry.place() + ": " + refusal));
        return new Settings.Value(
                entry.name(), entry.text(), entry.text(), entry.place(), through.isSecret(entry.name()));
    }
}
