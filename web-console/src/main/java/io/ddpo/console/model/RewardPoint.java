package io.ddpo.console.model;

import java.util.Map;

/**
 * The rewards of one iteration, or of the evaluation of one version.
 *
 * @param set {@code training} or {@code evaluation}
 * @param spread of all rewards
 * @param prompts spread of the mean rewards of prompts
 * @param components mean of each component of the reward
 * @param failures samples without a reward
 * @param samplesKept whether the samples themselves are still in memory
 */
public record RewardPoint(
        String set,
        int iteration,
        int version,
        Spread spread,
        Spread prompts,
        Map<String, Double> components,
        int failures,
        boolean samplesKept) {}
