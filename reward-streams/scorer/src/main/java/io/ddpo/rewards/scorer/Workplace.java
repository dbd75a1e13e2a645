package io.ddpo.rewards.scorer;

import io.ddpo.service.kafka.WorkQueue;
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
        Function<String, WorkQueue> queues) {}
