package io.ddpo.local.history;

/**
 * What became of the training samples of a run, padding not counted.
 *
 * @param requested different ids that were requested
 * @param published different ids among them whose trajectory lies in the log
 * @param scored different ids among them with a reward
 * @param trained trajectories that went into a committed version
 * @param duplicates further copies of trajectories, made by requests that were done twice and dropped by their id
 * @param deadLettered records of any kind that could not be processed
 */
public record TrajectoryCounts(
        long requested, long published, long scored, long trained, long duplicates, long deadLettered) {}
