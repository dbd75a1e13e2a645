package io.ddpo.service.settings;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The help text of declared settings: two lines each, the flag and what it is for. */
final class Help {
    private Help() {}

    static String of(List<Setting<?>> declared, List<PassThrough> passThroughs) {
        StringBuilder text = new StringBuilder();
        declared.forEach(setting -> append(text, setting));
        for (PassThrough passThrough : passThroughs) {
            text.append("  --%s<name> <text>%n      %s [%s…]%n"
                    .formatted(passThrough.prefix(), passThrough.doc(), Variables.of(passThrough.prefix())));
        }
        return text.toString();
    }

    static String examples(String program, List<Setting<?>> declared) {
        String flags = required(declared, setting -> " --%s=<%s>".formatted(setting.name(), setting.typeName()));
        String variables = required(declared, setting -> "%s=<%s> ".formatted(setting.variable(), setting.typeName()));
        return "  %s%s%n  %s%s%n  %s --%s=<%s>%n"
                .formatted(
                        program,
                        flags,
                        variables,
                        program,
                        program,
                        SettingsSpec.CONFIG.name(),
                        SettingsSpec.CONFIG.typeName());
    }

    private static String required(List<Setting<?>> declared, Function<Setting<?>, String> example) {
        return declared.stream().filter(Setting::isRequired).map(example).collect(Collectors.joining());
    }

    private static <T> void append(StringBuilder text, Setting<T> setting) {
        String value = setting.defaultValue()
                .map(v -> "default: " + (setting.isSecret() ? Mask.MASK : setting.write(v)))
                .orElse(setting.isRequired() ? "required" : "optional");
        text.append("  --%s <%s>%n      %s (%s) [%s]%n"
                .formatted(setting.name(), setting.typeName(), setting.doc(), value, setting.variable()));
    }
}
