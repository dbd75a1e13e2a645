package io.ddpo.local.cli;

import io.ddpo.local.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Asks whoever sits at the terminal.
 *
 * @param asks whether somebody sits there
 */
record Consent(Terminal terminal, boolean asks) implements BooleanSupplier {
    static Consent of(Terminal terminal) {
        return new Consent(terminal, Terminal.isAnswered());
    }

    /** @throws io.ddpo.service.FatalRoleException if nobody is there to answer */
    @Override
    public boolean getAsBoolean() {
        Inputs.require(asks, "--yes: expected it where nobody can answer whether to go on; nothing was begun");
        terminal.line("Go on? [y/N]");
        try {
            BufferedReader answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            String answer = answers.readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
