package io.ddpo.service.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of one role, declared once. Immutable. */
public final class SettingsSpec {
    /** The properties file, declared for every role. */
    public static final Setting<Path> CONFIG = Setting.path(
                    "config", "properties file with settings, one key=value a line")
            .optional();

    private final List<Setting<?>> declared;
    private final List<PassThrough> passThroughs;

    private SettingsSpec(List<Setting<?>> declared, List<PassThrough> passThroughs) {
        this.declared = List.copyOf(declared);
        this.passThroughs = List.copyOf(passThroughs);
        Map<String, Setting<?>> byVariable = new LinkedHashMap<>();
        for (Setting<?> setting : declared) {
            setting.checkDefault();
            Setting<?> twin = byVariable.putIfAbsent(setting.variable(), setting);
            if (twin != null) {
                throw new IllegalArgumentException("%s: expected a name of its own, got the variable %s of %s"
                        .formatted(setting, setting.variable(), twin));
            }
        }
    }

    /**
     * Declares settings, in the order of help and print.
     *
     * @throws IllegalArgumentException if two share a name or a variable, or a default fails its own check
     */
    public static SettingsSpec of(Setting<?>... settings) {
        return new SettingsSpec(List.of(CONFIG), List.of()).and(settings);
    }

    /** These settings and {@code settings}. */
    public SettingsSpec and(Setting<?>... settings) {
        List<Setting<?>> all = new ArrayList<>(declared);
        all.addAll(Arrays.asList(settings));
        return new SettingsSpec(all, passThroughs);
    }

    /**
     * The same for a program that can do without {@code setting}, which another declares as required: {@code value}
     * holds if it is not given.
     *
     * @throws IllegalArgumentException if it is not declared here
     */
    public <T> SettingsSpec withDefault(Setting<T> setting, T value) {
        List<Setting<?>> all = new ArrayList<>(declared);
        if (!all.contains(setting)) {
            throw new IllegalArgumentException(setting + ": expected a declared setting");
        }
        all.set(all.indexOf(setting), setting.withDefault(value));
        return new SettingsSpec(all, passThroughs);
    }

    /** These settings and every name under the prefix of {@code passThrough}. */
    public SettingsSpec passing(PassThrough passThrough) {
        List<PassThrough> all = new ArrayList<>(passThroughs);
        all.add(passThrough);
        return new SettingsSpec(declared, all);
    }

    /** What is declared, in order. */
    public List<Setting<?>> declared() {
        return declared;
    }

    /**
     * Reads a process's settings: flags before environment before the {@code --config} file before defaults. A secret
     * comes from environment or file, never from a flag.
     *
     * @param flags {@code --key value}, {@code --key=value}, or {@code --key} alone for a boolean
     * @throws SettingsException with every problem at once
     */
    public Settings parse(List<String> flags, Map<String, String> environment) {
        Source fromFlags = withoutSecrets(Flags.read(flags, this::isSwitch));
        Source fromEnvironment = Environment.read(environment, declared, passThroughs);
        List<Source> sources = new ArrayList<>(List.of(fromFlags, fromEnvironment));
        configFile(sources).ifPresent(sources::add);
        return Resolution.of(declared, passThroughs, sources);
    }

    /**
     * Takes settings from another program in the same JVM, over the defaults.
     *
     * @param values by setting name
     * @param place where they come from, for people
     * @throws SettingsException with every problem at once
     */
    public Settings of(Map<String, String> values, String place) {
        List<Entry> entries = values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> new Entry(e.getKey(), e.getValue(), place))
                .toList();
        return Resolution.of(declared, passThroughs, List.of(Source.of(entries, List.of())));
    }

    /** What {@code --help} prints: every setting with type, meaning, default and variable. */
    public String help() {
        return Help.of(declared, passThroughs);
    }

    /** The shortest ways to give what has to be given: by flags, by the environment, and by a file; a line each. */
    public String examples(String program) {
        return Help.examples(program, declared);
    }

    private Source withoutSecrets(Source flags) {
        List<String> problems = new ArrayList<>(flags.problems());
        for (Entry entry : flags.entries()) {
            if (isSecret(entry.name())) {
                problems.add(
                        "%s: expected a secret in %s or the --config file, got it on the command line, which all users of the machine can read"
                                .formatted(entry.place(), Variables.of(entry.name())));
            }
        }
        return Source.of(flags.entries(), problems);
    }

    private boolean isSecret(String name) {
        return declared.stream().anyMatch(setting -> setting.name().equals(name) && setting.isSecret())
                || passThroughs.stream().anyMatch(through -> through.takes(name) && through.isSecret(name));
    }

    private boolean isSwitch(String name) {
        return declared.stream().anyMatch(setting -> setting.name().equals(name) && setting.isSwitch());
    }

    private static Optional<Source> configFile(List<Source> sources) {
        return sources.stream()
                .flatMap(source -> source.entries().stream())
                .filter(entry ->
                        entry.name().equals(CONFIG.name()) && !entry.text().isBlank())
                .findFirst()
                .map(entry -> PropertiesFile.read(Path.of(entry.text()), entry.place()));
    }
}
