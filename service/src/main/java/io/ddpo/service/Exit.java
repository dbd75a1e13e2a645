package io.ddpo.service;

import java.util.Objects;

/**
 * How a role ended: a status for machines and a sentence for people.
 *
 * @param sentence what happened, place first; empty only with {@link ExitCode#OK}
 */
public record Exit(ExitCode code, String sentence) {
    /** A role that did what it was asked to. */
    public static final Exit OK = new Exit(ExitCode.OK, "");

    public Exit {
        Objects.requireNonNull(code, "code");
        if (sentence.isBlank() && code != ExitCode.OK) {
            throw new IllegalArgumentException("sentence: expected a reason for " + code + ", got none");
        }
    }
}
