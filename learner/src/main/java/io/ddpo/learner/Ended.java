package io.ddpo.learner;

/** The run is finished or stopped. */
final class Ended implements Phase {
    private final LearnerRun run;

    Ended(LearnerRun run) {
        this.run = run;
    }

    @Override
    public Phase advance() {
        return this;
    }

    @Override
    public Progress progress() {
        return run.progress(Progress.Stage.ENDED, 0, 0);
    }

    @Override
    public boolean over() {
        return true;
    }
}
