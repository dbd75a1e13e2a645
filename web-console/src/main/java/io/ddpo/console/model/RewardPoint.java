package io.ddpo.console.model;

/**
 * The rewards of one iteration, or of the evaluation of one version.
 *
 * @param set {@code training} or {@code evaluation}
 * @param failures samples without a reward
 * @param samplesKept whether the samples themselves are still in memory
 */
public record RewardPoint(String set, int iteration, int version, Spread spread, int failures, boolean samplesKept) {}
