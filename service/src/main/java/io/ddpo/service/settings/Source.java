package io.ddpo.service.settings;

import java.util.List;

/**
 * What one source of settings holds.
 *
 * @param entries in the order found, each name once
 * @param problems what could not even be read as a name and a value, one sentence each
 * @param readable whether it could be read at all; if not, nobody knows what it would have given
 */
record Source(List<Entry> entries, List<String> problems, boolean readable) {
    Source {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    static Source of(List<Entry> entries, List<String> problems) {
        return new Source(entries, problems, true);
    }

    static Source unreadable(String problem) {
        return new Source(List.of(), List.of(problem), false);
    }
}
