package io.ddpo.learner;

import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.IOException;

/**
 * What becomes of a run that is not trained any further for what its guard has said of the latest version.
 *
 * @param run with that version
 */
record Consequence(LearnerRun run) {

    /**
     * Ends the run at its latest version, or at a new one with the weights of the last sound one.
     *
     * @param result of the iteration that is not trained on any more
     */
    void follow(Judgement judgement, IterationResult result) throws IOException {
        GuardCommits commits = new GuardCommits(run.planner());
        boolean rollsBack = run.effective().getGuard().getOnOveroptimisation() == OnOveroptimisation.ROLLBACK;
        if (rollsBack && judgement.found().isPresent()) {
            int sound = judgement.found().get().lastSound();
            goBack(run.versions().get(sound));
            Payloads payloads = run.publish(run.latest().getVersion() + 1);
            run.commit(commits.rolledBack(run.versions(), sound, payloads, result, judgement, run.now()));
        } else {
            run.commit(commits.judged(run.latest(), judgement));
        }
    }

    private void goBack(WeightsManifest to) throws IOException {
        int version = to.getVersion();
        run.log()
                .read(
                        to.getWeights(),
                        version,
                        ChunkKind.WEIGHTS,
                        weights -> run.model().restart(version, weights, to.getPolicySha256()));
    }
}
