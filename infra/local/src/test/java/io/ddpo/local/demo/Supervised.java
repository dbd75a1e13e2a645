package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;

/** A process that is started again whenever it is killed, or ends for want of a broker. */
final class Supervised implements AutoCloseable {
    private static final int TAIL = 2000;

    private final String name;
    private final Callable<JavaProcess> starter;
    private JavaProcess process;
    private boolean killed;
    private int kills;

    /** Starts it. */
    Supervised(String name, Callable<JavaProcess> starter) throws Exception {
        this.name = name;
        this.starter = starter;
        this.process = starter.call();
    }

    /**
     * Kills it.
     *
     * @return false if there is nothing to kill, since it is not started again yet
     */
    boolean kill() throws InterruptedException {
        if (!process.isAlive()) {
            return false;
        }
        killed = true;
        kills++;
        process.kill();
        return true;
    }

    /** How often it was killed. */
    int kills() {
        return kills;
    }

    /** Starts it again if it is due, as a supervisor does from time to time. */
    void look() throws Exception {
        if (process.isAlive()) {
            return;
        }
        if (!killed) {
            if (process.status() == ExitCode.OK.status()) {
                return;
            }
            assertThat(process.status())
                    .as("%s ended by itself: %s", name, process.output())
                    .isEqualTo(ExitCode.UNAVAILABLE.status());
        }
        killed = false;
        process = starter.call();
    }

    /** How it is, with the end of what it printed, for whoever waits in vain. */
    String state() throws IOException {
        String output = process.output();
        return "%s: %s, killed %d times, printed %s"
                .formatted(
                        name,
                        process.isAlive() ? "alive" : "ended with " + process.status(),
                        kills,
                        output.substring(Math.max(0, output.length() - TAIL)));
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
