/**
 * Trajectory and advantage to the next weights: plans rollouts, trains on every closed iteration, and commits each
 * version with the requests for the next in one transaction. The log is its only memory.
 */
package io.ddpo.learner;
