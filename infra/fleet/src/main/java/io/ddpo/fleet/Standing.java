package io.ddpo.fleet;

import java.util.List;

/**
 * What is wanted of one role of a run, and what is there.
 *
 * @param there as {@link Actual} has it
 * @param ready as {@link Actual} has it
 */
public record Standing(Wanted wanted, int there, int ready) {
    /** Each of {@code plan} beside what is there of it. */
    static List<Standing> of(FleetPlan plan, List<Actual> actual) {
        return plan.workers().stream()
                .map(wanted -> actual.stream()
                        .filter(found -> found.run().equals(wanted.run()) && found.role() == wanted.role())
                        .findFirst()
                        .map(found -> new Standing(wanted, found.there(), found.ready()))
                        .orElseGet(() -> new Standing(wanted, 0, 0)))
                .toList();
    }

    /** Whether there are as many as wanted, and all of them do their work. */
    boolean isMet() {
        return there == wanted.count() && ready == there;
    }

    /** For people. */
    String inWords() {
        String counts =
                "%d of %d %s".formatted(there, wanted.asked(), wanted.role().text());
        return wanted.limit().isEmpty() ? counts : counts + ": " + wanted.limit();
    }
}
