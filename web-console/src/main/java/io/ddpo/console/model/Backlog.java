package io.ddpo.console.model;

/**
 * What lies in the log and waits, as the cluster says.
 *
 * @param requests rollout requests written so far
 * @param waitingRequests requests that no sampler has answered; null where the cluster does not say
 * @param trajectories written so far
 * @param outcomes written so far
 * @param waitingOutcomes outcomes and scores that reward streams and scorers have not taken in; null where the cluster
 *     does not say
 */
public record Backlog(long requests, Long waitingRequests, long trajectories, long outcomes, Long waitingOutcomes) {}
