package io.ddpo.learner;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Until the last version of a finished run is evaluated and judged. */
final class LastLook implements Phase {
    private final LearnerRun run;

    LastLook(LearnerRun run) {
        this.run = run;
    }

    @Override
    public Phase advance() throws IOException {
        Optional<Judgement> judgement = run.guard().judge(List.of());
        if (judgement.isEmpty()) {
            return this;
        }
        if (!judgement.get().metrics().isEmpty()) {
            new Consequence(run).follow(judgement.get(), nothing());
        }
        return new Ended(run);
    }

    /** No iteration is under way any more. */
    private IterationResult nothing() {
        return new IterationResult(run.latest().getNextAdvantagesOffset(), Map.of(), Set.of(), List.of());
    }

    @Override
    public boolean idle() {
        return true;
    }

    @Override
    public Progress progress() {
        return run.progress(Progress.Stage.ENDED, 0, 0);
    }
}
