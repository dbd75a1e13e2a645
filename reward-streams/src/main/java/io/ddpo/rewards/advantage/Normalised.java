package io.ddpo.rewards.advantage;

/**
 * An advantage and where it comes from.
 *
 * @param advantage (reward - mean) / divisor, not clamped
 * @param mean what was subtracted
 * @param divisor population standard deviation plus its floor
 * @param ownPrompt whether the statistics are those of the prompt rather than of the batch
 * @param count rewards in the statistics
 */
record Normalised(double advantage, double mean, double divisor, boolean ownPrompt, int count) {}
