package io.ddpo.console.launch;

import java.util.List;

/**
 * Makes new runs out of old ones. A console cannot train; whoever opens it and can gives it one of these. The runs that
 * others come from are only read.
 *
 * <p>Thread-safe. Calls read logs and may take seconds.
 */
public interface Launcher {
    /**
     * What a launch would do. Changes nothing.
     *
     * @throws LaunchRefusedException if it cannot be done
     */
    Preview preview(LaunchRequest request);

    /**
     * Creates the run and sees to it that it is trained, now or after others. Returns once the log has it.
     *
     * @param who gives the command: a login or a program
     * @param why for people
     * @throws LaunchRefusedException if it cannot be done
     */
    void launch(LaunchRequest request, String who, String why);

    /** What was launched here since this process began, or earlier and not done by then; the newest first. */
    List<Launch> launches();
}
