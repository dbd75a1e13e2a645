package io.ddpo.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String ERASE = "\r\033[K";

    private final StringWriter written = new StringWriter();

    @Test
    void keepsTheStatusBelowTheLines() {
        Terminal terminal = terminal(true);

        terminal.status("1/2");
        terminal.line("one done");
        terminal.status("");

        assertThat(written).hasToString("1/2" + ERASE + "one done" + System.lineSeparator() + "1/2" + ERASE);
    }

    @Test
    void drawsAStatusOnlyWhenItChanges() {
        Terminal terminal = terminal(true);

        terminal.status("1/2");
        terminal.status("1/2");

        assertThat(written).hasToString("1/2");
    }

    @Test
    void cutsAStatusThatWouldWrap() {
        terminal(true).status("x".repeat(200));

        assertThat(written).hasToString("x".repeat(79));
    }

    @Test
    void writesLinesOnlyWhereNobodyWatches() {
        Terminal terminal = terminal(false);

        terminal.status("1/2");
        terminal.line("one done");

        assertThat(written).hasToString("one done" + System.lineSeparator());
    }

    private Terminal terminal(boolean live) {
        return new Terminal(new PrintWriter(written), live);
    }
}
