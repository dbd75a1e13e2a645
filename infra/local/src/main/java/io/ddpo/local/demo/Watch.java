package io.ddpo.local.demo;

import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Shows a run while its crew is at work. */
final class Watch {
    private static final Duration LOOK = Duration.ofMillis(200);

    private Watch() {}

    /**
     * Returns when the run has come to its end, or somebody wants to end the work, here or by a command to the run. A run
     * that had stopped by itself before goes on.
     *
     * @throws FatalRoleException if nobody will bring the run to its end
     */
    static void untilComplete(RunTail tail, DemoScreen screen, SessionLog session, Crew crew, Interruption interruption)
            throws IOException {
        RunView view = tail.catchUp();
        Optional<WeightsManifest> before = view.manifest();
        int told = view.iterations().size();
        while (!view.isComplete() && view.stoppedByCommand().isEmpty() && !interruption.requested()) {
            tail.follow(LOOK);
            screen.show(view);
            if (view.iterations().size() > told || view.isComplete()) {
                session.tell(view.manifest().orElseThrow());
                told = view.iterations().size();
            }
            crew.failure().ifPresent(exit -> {
                throw new FatalRoleException(exit.code(), exit.sentence());
            });
            if (!view.manifest().equals(before)) {
                requireNotStopped(view);
            }
        }
    }

    private static void requireNotStopped(RunView view) {
        view.stopped().ifPresent(reason -> {
            throw new FatalRoleException(ExitCode.CONTRACT_BROKEN, "the run stopped: " + reason);
        });
    }
}
