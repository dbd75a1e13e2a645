package io.ddpo.service.settings;

import java.util.Locale;

/** The spelling of setting names as environment variables. */
final class Variables {
    static final String PREFIX = "DDPO_";

    private Variables() {}

    static String of(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The dotted name of a variable under a passed-through prefix: Kafka's own settings are spelled with dots only. */
    static String dotted(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
