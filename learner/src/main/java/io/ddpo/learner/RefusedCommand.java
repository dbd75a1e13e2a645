package io.ddpo.learner;

/**
 * A command that was not followed.
 *
 * @param reason one sentence for people
 */
record RefusedCommand(ControlCommand command, String reason) {}
