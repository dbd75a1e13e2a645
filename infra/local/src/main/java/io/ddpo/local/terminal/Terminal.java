package io.ddpo.local.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lasting lines, and below them, where somebody watches, one line that is drawn anew again and again. Where nobody does
 * (a file, a pipe) there are only the lasting lines. Safe for use by several threads.
 */
public final class Terminal {
    private static final String ERASE = "\r\033[K";

    /** One less than the narrowest terminal still in use, so that the line never wraps. */
    private static final int WIDTH = 79;

    private final PrintWriter out;
    private final boolean live;
    private String status = "";

    /** @param live whether {@code out} is a terminal that understands escape sequences */
    public Terminal(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** Standard output as UTF-8, whatever the locale says: there is hardly a terminal left that reads another. */
    public static PrintWriter utf8Output() {
        return new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    /** Whether standard output is a terminal. */
    public static boolean isLive() {
        return !"dumb".equals(System.getenv("TERM")) && isTerminal(1);
    }

    /** Whether somebody can answer on standard input. */
    public static boolean isAnswered() {
        return isTerminal(0);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty.*|console)");
        } catch (IOException | UnsupportedOperationException e) {
            // not Linux: better no bar than escape sequences in somebody's file
            return false;
        }
    }

    /** Adds a line that stays. */
    public synchronized void line(String text) {
        erase();
        out.println(text);
        draw();
    }

    /** Replaces the line at the bottom; empty for none. */
    public synchronized void status(String text) {
        if (!text.equals(status)) {
            erase();
            status = text.codePointCount(0, text.length()) <= WIDTH
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, WIDTH));
            draw();
        }
    }

    private void erase() {
        if (live && !status.isEmpty()) {
            out.print(ERASE);
        }
    }

    private void draw() {
        if (live) {
            out.print(status);
        }
        out.flush();
    }
}
