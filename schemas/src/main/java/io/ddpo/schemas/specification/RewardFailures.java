package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import java.util.List;
import java.util.Optional;

/** What failed samples and rewards do to a run. */
public final class RewardFailures {
    private RewardFailures() {}

    /**
     * Why the run has to stop after an iteration, as one sentence; empty if it goes on. Failures are counted over all
     * samples of the iteration, those of sampling and of scoring alike. An iteration without any score cannot be trained
     * on, whatever the policy.
     */
    public static Optional<String> reasonToStop(RewardFailurePolicy policy, IterationClosed closed) {
        List<FailedSample> failures = closed.getFailures();
        int samples = closed.getTrajectoryIds().size() + failures.size();
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        String found =
                failures.size() + " of " + samples + " samples failed, the first (" + describe(failures.get(0)) + ")";
        if (failures.size() == samples) {
            return Optional.of("rewardFailure: expected a score to train on, found that " + found);
        }
        if (policy.getAction() == OnRewardFailure.STOP) {
            return Optional.of("rewardFailure.action: expected no failure under STOP, found that " + found);
        }
        if (failures.size() > policy.getMaxFailedShare() * samples) {
            return Optional.of("rewardFailure.maxFailedShare: expected at most a share of " + policy.getMaxFailedShare()
                    + " to fail, found that " + found);
        }
        return Optional.empty();
    }

    private static String describe(FailedSample sample) {
        return sample.getTrajectoryId() + ", " + sample.getFailure().getStage() + ": "
                + sample.getFailure().getReason();
    }
}
