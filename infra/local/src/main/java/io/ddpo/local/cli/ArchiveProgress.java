package io.ddpo.local.cli;

import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import java.util.function.DoubleConsumer;

/** How far the export or import of a run has come, as the line at the bottom. */
final class ArchiveProgress {
    private static final int WIDTH = 30;

    private ArchiveProgress() {}

    static DoubleConsumer on(Terminal terminal, String what) {
        return share -> terminal.status("%s %s %3.0f %%".formatted(what, Bars.progress(share, WIDTH), 100 * share));
    }
}
