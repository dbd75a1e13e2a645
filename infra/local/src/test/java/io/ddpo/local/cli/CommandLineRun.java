package io.ddpo.local.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command line, run in this JVM. */
public record CommandLineRun(int status, String out, String err) {
    public static CommandLineRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new CommandLineRun(status, out.toString(), err.toString());
    }

    /** What is said of what went wrong: one line. */
    public String sentence() {
        return err.strip();
    }
}
