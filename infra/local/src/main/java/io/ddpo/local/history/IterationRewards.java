package io.ddpo.local.history;

import java.util.List;

/**
 * The rewards of an iteration that are trained on.
 *
 * @param iteration from 0
 * @param rewards at least one
 */
public record IterationRewards(int iteration, List<Double> rewards) {
    public IterationRewards {
        rewards = List.copyOf(rewards);
    }

    public Spread spread() {
        return Spread.of(rewards);
    }
}
