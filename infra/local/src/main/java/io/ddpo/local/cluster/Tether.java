package io.ddpo.local.cluster;

import io.ddpo.local.logging.ProcessLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What ties a process to the one that started it: a pipe to its standard input, whose other end closes when the other
 * process ends, even by {@code kill -9}. Nothing is ever written there.
 */
public final class Tether {
    private static final String PROPERTY = "ddpo.tether";

    /** Option of the JVM for a process that is tied. */
    static final String OPTION = "-D" + PROPERTY + "=stdin";

    private Tether() {}

    /** From now on this process ends in its own way when its parent has ended, if it is one that is tied. */
    public static void attachIfTied() {
        if (System.getProperty(PROPERTY) == null) {
            return;
        }
        ProcessLog.toStandardError();
        Thread watch = new Thread(() -> awaitEnd(System.in), "tether");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(InputStream pipe) {
        try {
            pipe.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        System.exit(0); // what the process does on SIGTERM is done by its hooks
    }
}
