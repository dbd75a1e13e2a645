package io.ddpo.fleet;

/**
 * Processes of one role of a run that are there.
 *
 * @param there how many were begun and have not ended
 * @param ready how many of these do their work
 */
public record Actual(String run, WorkerRole role, int there, int ready) {}
