/**
 * Scorer workers: they divide the samples of a run among them, ask the run's reward whatever it does, and write one score
 * or one failure for each.
 */
package io.ddpo.rewards.scorer;
