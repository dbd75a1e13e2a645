package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A guard that needs workers, asked as persistently as the reward that is trained on, on the calling thread.
 *
 * @param guard closed with this
 */
record PatientGuard(RewardFunction guard, PersistentReward asking) implements RewardFunction {
    /** @param limits of this guard alone */
    static PatientGuard of(RewardFunction guard, Limits limits, Time time, CallMetrics metrics) {
        return new PatientGuard(guard, new PersistentReward(guard, limits, new Gate(limits, time), time, metrics));
    }

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        try {
            return CompletableFuture.completedFuture(asking.score(samples));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the batch is given back, and nobody waits for what is said of it
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        guard.close();
    }
}
