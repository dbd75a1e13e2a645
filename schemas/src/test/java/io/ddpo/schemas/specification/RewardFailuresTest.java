package io.ddpo.schemas.specification;

import static io.ddpo.schemas.avro.OnRewardFailure.CONTINUE;
import static io.ddpo.schemas.avro.OnRewardFailure.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RewardFailuresTest {

    @Test
    void aRunWithoutFailuresGoesOn() {
        assertThat(RewardFailures.reasonToStop(new RewardFailurePolicy(STOP, 0.0), closed(8, 0)))
                .isEmpty();
    }

    @Test
    void underContinueTheGivenShareMayFail() {
        RewardFailurePolicy quarter = new RewardFailurePolicy(CONTINUE, 0.25);

        assertThat(RewardFailures.reasonToStop(quarter, closed(6, 2))).isEmpty();
        assertThat(RewardFailures.reasonToStop(quarter, closed(5, 3)))
                .contains("rewardFailure.maxFailedShare: expected at most a share of 0.25 to fail, "
                        + "found that 3 of 8 samples failed, the first (f0, scoring: no picture)");
    }

    @Test
    void underStopOneFailureIsEnough() {
        assertThat(RewardFailures.reasonToStop(new RewardFailurePolicy(STOP, 1.0), closed(7, 1)))
                .contains("rewardFailure.action: expected no failure under STOP, "
                        + "found that 1 of 8 samples failed, the first (f0, scoring: no picture)");
    }

    @Test
    void withoutAnyScoreThereIsNothingToTrainOn() {
        assertThat(RewardFailures.reasonToStop(new RewardFailurePolicy(CONTINUE, 1.0), closed(0, 8)))
                .contains("rewardFailure: expected a score to train on, "
                        + "found that 8 of 8 samples failed, the first (f0, scoring: no picture)");
    }

    private static IterationClosed closed(int scored, int failed) {
        List<String> ids = IntStream.range(0, scored).mapToObj(i -> "t" + i).toList();
        List<FailedSample> failures = IntStream.range(0, failed)
                .mapToObj(i -> new FailedSample("f" + i, new Failure("scoring", "no picture")))
                .toList();
        return new IterationClosed(3, ids, failures, 0.0, 0.0, "0".repeat(64));
    }
}
