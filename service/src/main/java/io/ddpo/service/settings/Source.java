package io.ddpo.service.settings;

import java.util.List;

/**
 * What one source of settings holds.
 *
 * @param entries in the order found, each name once
 * @param problems what could not even be read as a name and a value, one sentence each
 */
record Source(List<Entry> entries, List<String> problems) {
    Source {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }
}
