package io.ddpo.console.launch;

import java.util.List;
import java.util.stream.Stream;

/**
 * What would be done, for people.
 *
 * @param title the whole in a few words
 * @param facts what it consists of
 */
public record Preview(String title, List<Fact> facts) {
    public Preview {
        facts = List.copyOf(facts);
    }

    /** One thing about it. */
    public record Fact(String name, String text) {}

    /** As a terminal shows it, a line each. */
    public List<String> lines() {
        return Stream.concat(
                        Stream.of(title), facts.stream().map(fact -> "  %-12s  %s".formatted(fact.name(), fact.text())))
                .toList();
    }
}
