package io.ddpo.learner;

import io.ddpo.schemas.avro.Control;
import java.util.Optional;

/**
 * A record of the control topic.
 *
 * @param control the command; empty where the record holds none
 * @param problem why it holds none; empty where it does
 */
record ControlCommand(long offset, Optional<Control> control, String problem) {

    /** A command with its place. */
    static ControlCommand of(long offset, Control control) {
        return new ControlCommand(offset, Optional.of(control), "");
    }
}
