package io.ddpo.console.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Which samples are wanted.
 *
 * @param evaluation those of evaluations, or those that were trained on
 * @param version of the policy that made them
 * @param from lowest reward; samples without a reward have none
 * @param to highest reward
 */
public record SampleQuery(
        boolean evaluation,
        OptionalInt version,
        OptionalInt iteration,
        Optional<String> prompt,
        double from,
        double to,
        Order order,
        int offset,
        int limit) {

    /** How they are sorted. */
    public enum Order {
        /** By id, which is the order of requests. */
        ID(Comparator.comparing(Sample::id)),
        /** The highest reward first, failures last. */
        BEST(Comparator.comparingDouble((Sample sample) -> sample.isScored() ? -sample.reward() : Double.MAX_VALUE)
                .thenComparing(Sample::id)),
        /** The lowest reward first, failures last. */
        WORST(Comparator.comparingDouble((Sample sample) -> sample.isScored() ? sample.reward() : Double.MAX_VALUE)
                .thenComparing(Sample::id));

        private final Comparator<Sample> comparator;

        Order(Comparator<Sample> comparator) {
            this.comparator = comparator;
        }
    }

    Comparator<Sample> comparator() {
        return order.comparator;
    }

    Predicate<Sample> predicate() {
        boolean anyReward = from == Double.NEGATIVE_INFINITY && to == Double.POSITIVE_INFINITY;
        return sample -> (version.isEmpty() || sample.version() == version.getAsInt())
                && (iteration.isEmpty() || sample.iteration() == iteration.getAsInt())
                && (prompt.isEmpty() || sample.prompt().equals(prompt.get()))
                && (anyReward || sample.isScored() && sample.reward() >= from && sample.reward() <= to);
    }
}
