package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.service.kafka.WorkQueue;
import java.util.List;
import java.util.function.Function;

/**
 * What the slots of a process share, once the run is known and its reward is open.
 *
 * @param reward name of the reward
 * @param queues opens the queue of the slot of a name
 */
record Workplace(
        String reward,
        Intake intake,
        PersistentReward scoring,
        Evaluations evaluations,
        Results results,
        ScorerMetrics metrics,
        Function<String, WorkQueue> queues) {
    /** Asks about a batch, however long that takes. */
    List<Reward> judge(Batch batch) throws InterruptedException {
        List<Sample> samples = batch.samples();
        List<Verdict> verdicts = samples.isEmpty() ? List.of() : scoring.score(samples);
        return evaluations.lookAt(batch, batch.rewards(reward, verdicts));
    }
}
