package io.ddpo.learner;

import java.util.List;

/** Until a command lets the run go on or ends it. */
final class Paused implements Phase {
    private final LearnerRun run;
    private boolean idle;

    Paused(LearnerRun run) {
        this.run = run;
    }

    @Override
    public Phase advance() {
        List<ControlCommand> commands = run.commands();
        idle = commands.isEmpty();
        run.takeIn(commands);
        return idle ? this : run.next();
    }

    @Override
    public Progress progress() {
        return run.progress(Progress.Stage.PAUSED, 0, 0);
    }

    @Override
    public boolean idle() {
        return idle;
    }
}
