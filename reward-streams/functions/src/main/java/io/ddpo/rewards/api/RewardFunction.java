package io.ddpo.rewards.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A reward at work. Safe for use from several threads at once. */
public interface RewardFunction extends AutoCloseable {
    /**
     * Scores a batch. The verdict on a sample must not depend on the others of its batch, since batches are put together
     * and taken apart as it suits.
     *
     * <p>The stage may fail as a whole: with {@link UnavailableException} if it could not be asked now, which is waited
     * for; with anything else if the answer was none. Then it is asked again a few times, and if that does not help with
     * fewer samples at once, until the one at fault is alone. Cancelling the stage's future means that nobody waits for
     * it any more.
     *
     * @param samples at least one
     * @return one verdict a sample, in their order
     */
    CompletionStage<List<Verdict>> score(List<Sample> samples);

    /** Gives back what it holds. No call is under way, and none follows. */
    @Override
    default void close() {}

    /** A reward that looks at one sample after the other on the calling thread. */
    static RewardFunction ofEach(Function<Sample, Verdict> each) {
        return samples -> {
            try {
                return CompletableFuture.completedFuture(
                        samples.stream().map(each).toList());
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        };
    }
}
