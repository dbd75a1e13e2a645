package io.ddpo.local.cli;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Turns what a user typed and cannot be meant into one sentence. */
final class Inputs {
    private Inputs() {}

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} and the sentence unless the condition is fulfilled */
    static void require(boolean fulfilled, String sentence) {
        if (!fulfilled) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, sentence);
        }
    }

    /**
     * A value that checks itself.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} and the sentence of the check that failed
     */
    static <T> T sound(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    /** @throws FatalRoleException if a result would lie in what it is made from, or replace it */
    static void requireApart(Path source, Path out) {
        Path from = source.toAbsolutePath().normalize();
        Path to = out.toAbsolutePath().normalize();
        require(
                !to.startsWith(from) && !from.startsWith(to),
                "--out: expected a folder apart from %s, got %s".formatted(source, out));
    }
}
