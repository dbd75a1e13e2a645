package io.ddpo.service.settings;

import java.util.List;

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

    private static <T> void append(StringBuilder text, Setting<T> setting) {
        String value = setting.defaultValue()
                .map(v -> "default: " + (setting.isSecret() ? Mask.MASK : setting.write(v)))
                .orElse(setting.isRequired() ? "required" : "optional");
        text.append("  --%s <%s>%n      %s (%s) [%s]%n"
                .formatted(setting.name(), setting.typeName(), setting.doc(), value, setting.variable()));
    }
}
