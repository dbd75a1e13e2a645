package io.ddpo.service;

import java.util.Objects;

/** Ends a role at once: no retry of the duty cycle can help. Its message is the one sentence people read. */
public final class FatalRoleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** A role that ends with {@code code} because of {@code sentence}. */
    public FatalRoleException(ExitCode code, String sentence) {
        this(code, sentence, null);
    }

    /** A role that ends with {@code code} because of {@code sentence}, which {@code cause} brought about. */
    public FatalRoleException(ExitCode code, String sentence, Throwable cause) {
        super(Objects.requireNonNull(sentence, "sentence"), cause);
        if (code == ExitCode.OK) {
            throw new IllegalArgumentException("code: expected one that says what went wrong, got OK");
        }
        this.code = Objects.requireNonNull(code, "code");
    }

    /** The status the process ends with. */
    public ExitCode code() {
        return code;
    }
}
