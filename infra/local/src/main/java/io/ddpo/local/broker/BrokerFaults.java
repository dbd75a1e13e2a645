package io.ddpo.local.broker;

import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.utils.Exit;

/** What is said when the broker cannot go on, which it does by ending the JVM that it runs in. */
public final class BrokerFaults {
    /** Less than what a segment and its indexes ask for: the disk counts as full. */
    private static final long FULL_BELOW = 16L << 20;

    private BrokerFaults() {}

    /**
     * From now on a fault of the broker leaves one sentence and an exit code of this project. Acts on the whole JVM.
     *
     * @param directory of the broker's data
     */
    public static void explain(Path directory, PrintStream err) {
        Exit.Procedure end = (status, message) -> {
            ExitCode code = isFull(directory) ? ExitCode.RESOURCES : ExitCode.UNEXPECTED;
            err.println(sentence(directory, code, Optional.ofNullable(message)));
            Runtime.getRuntime().halt(code.status());
        };
        Exit.setHaltProcedure(end);
        Exit.setExitProcedure(end);
    }

    static String sentence(Path directory, ExitCode code, Optional<String> message) {
        return code == ExitCode.RESOURCES
                ? "[%s] expected room for the log of the run, got a full disk; free some and run the same command again"
                        .formatted(directory)
                : "[%s] the broker stopped on a fault of its own%s"
                        .formatted(directory, message.map(text -> ": " + text).orElse(", see the log"));
    }

    private static boolean isFull(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < FULL_BELOW;
        } catch (IOException e) {
            return false;
        }
    }
}
