package io.ddpo.service.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads {@code --key value}, {@code --key=value} and, for a switch, {@code --key} alone. */
final class Flags {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> args;
    private final Predicate<String> isSwitch;
    private int next;

    private Flags(List<String> args, Predicate<String> isSwitch) {
        this.args = args;
        this.isSwitch = isSwitch;
    }

    static Source read(List<String> args, Predicate<String> isSwitch) {
        Flags flags = new Flags(args, isSwitch);
        while (flags.next < args.size()) {
            flags.readOne();
        }
        return Source.of(List.copyOf(flags.entries.values()), flags.problems);
    }

    private void readOne() {
        String arg = args.get(next++);
        if (!arg.startsWith("--") || arg.length() == 2) {
            problems.add("argument %d: expected --key value, got '%s'".formatted(next, arg));
            return;
        }
        int equals = arg.indexOf('=');
        String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
        String text = equals < 0 ? followingValue(name) : arg.substring(equals + 1);
        if (text == null) {
            problems.add("--%s: expected a value, got none".formatted(name));
        } else if (entries.putIfAbsent(name, new Entry(name, text, "--" + name)) != null) {
            problems.add("--%s: expected once, got it again".formatted(name));
        }
    }

    private String followingValue(String name) {
        String following = next < args.size() ? args.get(next) : "--";
        if (isSwitch.test(name) && !following.equals("true") && !following.equals("false")) {
            return "true";
        }
        if (following.startsWith("--")) {
            return null;
        }
        next++;
        return following;
    }
}
