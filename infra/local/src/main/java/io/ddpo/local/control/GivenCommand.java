package io.ddpo.local.control;

import io.ddpo.schemas.avro.Control;

/**
 * A command in the log.
 *
 * @param effect what has become of it, in words
 */
public record GivenCommand(long offset, Control control, String effect) {}
