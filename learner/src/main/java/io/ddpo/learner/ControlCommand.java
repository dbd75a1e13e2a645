package io.ddpo.learner;

import io.ddpo.schemas.avro.Control;

/**
 * A command with its place in the control topic.
 *
 * @param control the command; null where the record holds none
 */
record ControlCommand(long offset, Control control) {}
