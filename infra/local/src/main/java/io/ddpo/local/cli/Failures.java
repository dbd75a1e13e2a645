package io.ddpo.local.cli;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.process.Exits;

/** The one place of the command line where exceptions become a status and a sentence. */
final class Failures {
    private Failures() {}

    /** How {@code command} ends because of {@code failure}: by the first of its chain of causes with a known meaning. */
    static Exit exit(String command, Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof BadModelException) {
                return new Exit(ExitCode.BAD_INPUT, link.getMessage());
            }
        }
        return Exits.of(command, failure);
    }
}
