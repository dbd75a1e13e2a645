package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.payload.IterationDigest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private Pipeline pipeline = new Pipeline(TestRun.specification(), new TestReward());

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void nothingComesOutBeforeTheLastSampleOfAnIterationIsThere() {
        pipeline.samples(Outcomes.iteration(0).subList(0, 3));

        assertThat(pipeline.advantages()).isEmpty();
        assertBarrier(0, 3);
    }

    @Test
    void anIterationEndsWithItsAdvantagesByRequestAndIndexAndARecordThatClosesIt() {
        List<Outcome> outcomes = Outcomes.iteration(0);

        pipeline.samples(List.of(outcomes.get(2), outcomes.get(3), outcomes.get(1), outcomes.get(0)));

        List<AdvantageEntry> entries = pipeline.advantages();
        assertThat(entries).extracting(AdvantageEntry::getIteration).containsOnly(0);
        List<Advantage> advantages = advantages(entries);
        double std = Math.sqrt((3.5 * 3.5 + 2.5 * 2.5 + 0.5 * 0.5 + 5.5 * 5.5) / 4);
        assertThat(advantages)
                .extracting(Advantage::getTrajectoryId, Advantage::getReward, Advantage::getMean, Advantage::getScope)
                .containsExactly(
                        tuple("t0-0", 0.0, 3.5, AdvantageScope.BATCH),
                        tuple("t0-1", 1.0, 3.5, AdvantageScope.BATCH),
                        tuple("t0-2", 4.0, 3.5, AdvantageScope.BATCH),
                        tuple("t0-3", 9.0, 3.5, AdvantageScope.BATCH));
        assertThat(advantages.get(3).getAdvantage()).isEqualTo((9 - 3.5) / (std + 1e-6));
        assertThat(advantages.get(3).getTrajectory()).isEqualTo(Outcomes.trajectory("t0-3"));
        assertThat(closed(entries))
                .isEqualTo(new IterationClosed(
                        0,
                        List.of("t0-0", "t0-1", "t0-2", "t0-3"),
                        List.of(),
                        3.5,
                        std,
                        IterationDigest.of(advantages)));
    }

    @Test
    void failuresAreListedAndPartOfNoStatistics() {
        pipeline.sample(Outcomes.picture(0, 0, 2));
        pipeline.sample(Outcomes.picture(0, 3, TestReward.REFUSED));
        pipeline.sample(Outcomes.failed(0, 1));
        pipeline.sample(Outcomes.picture(0, 2, 4));

        IterationClosed closed = closed(pipeline.advantages());

        assertThat(closed.getTrajectoryIds()).containsExactly("t0-0", "t0-2");
        assertThat(closed.getFailures())
                .containsExactly(
                        new FailedSample("t0-1", new Failure("sampling", "no memory")),
                        new FailedSample("t0-3", new Failure("scoring", "jpeg-compressibility: picture: too dark")));
        assertThat(closed.getRewardMean()).isEqualTo(3);
        assertThat(closed.getRewardStd()).isEqualTo(1);
    }

    @Test
    void anIterationInWhichEverythingFailedClosesWithoutAdvantages() {
        pipeline.samples(
                List.of(Outcomes.failed(0, 0), Outcomes.failed(0, 1), Outcomes.failed(0, 2), Outcomes.failed(0, 3)));

        List<AdvantageEntry> entries = pipeline.advantages();

        assertThat(entries).hasSize(1);
        assertThat(closed(entries).getFailures()).hasSize(4);
        assertThat(closed(entries).getRewardMean()).isNaN();
        assertThat(closed(entries).getRewardStd()).isNaN();
    }

    @Test
    void thePromptsOwnRewardsCountOnceThereAreEnoughOverAllIterations() {
        pipeline.samples(Outcomes.iteration(0));
        pipeline.advantages();

        pipeline.samples(Outcomes.iteration(1));

        assertThat(advantages(pipeline.advantages()))
                .extracting(Advantage::getPrompt, Advantage::getScope, Advantage::getCount)
                .containsExactly(
                        tuple("an owl", AdvantageScope.PROMPT, 4),
                        tuple("a fox", AdvantageScope.PROMPT, 4),
                        tuple("a fox", AdvantageScope.PROMPT, 4),
                        tuple("an owl", AdvantageScope.PROMPT, 4));
    }

    @Test
    void anEvaluationIsNoPartOfTheIteration() {
        pipeline.samples(Outcomes.iteration(0).subList(0, 3));
        pipeline.sample(Outcomes.evaluation(0, 3));

        assertThat(pipeline.rewards()).hasSize(4);
        assertThat(pipeline.advantages()).isEmpty();
    }

    @Test
    void rewardsThatComeTwiceOrLateAreDroppedAndCounted() {
        pipeline.samples(Outcomes.iteration(0));
        List<Reward> rewards = pipeline.rewards();
        pipeline.advantages();

        pipeline.reward(rewards.get(0));
        Reward next = Reward.newBuilder(rewards.get(1)).setIteration(1).build();
        pipeline.reward(next);
        pipeline.reward(next);

        assertThat(pipeline.advantages()).isEmpty();
        assertThat(pipeline.meters
                        .counter("ddpo.rewards.late", "stage", "barrier")
                        .count())
                .isEqualTo(1);
        assertThat(pipeline.meters
                        .counter("ddpo.rewards.duplicates", "stage", "barrier")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void iterationsCloseInOrderEvenIfALaterOneIsCompleteFirst() {
        pipeline.close();
        pipeline = new Pipeline(TestRun.builder().setStaleness(2).build(), new TestReward());

        pipeline.samples(Outcomes.iteration(2));
        pipeline.samples(Outcomes.iteration(1));
        assertThat(pipeline.advantages()).isEmpty();

        pipeline.samples(Outcomes.iteration(0));

        assertThat(pipeline.advantages().stream()
                        .filter(entry -> entry.getEntry() instanceof IterationClosed)
                        .map(AdvantageEntry::getIteration))
                .containsExactly(0, 1, 2);
        assertBarrier(3, 0);
    }

    @Test
    void aSampleOfAnIterationOfAnotherSizeIsADeadLetter() {
        pipeline.sample(Outcome.newBuilder(Outcomes.picture(0, 0, 1))
                .setIterationSize(3)
                .build());

        assertThat(pipeline.deadLetters())
                .extracting(DeadLetter::getTopic, DeadLetter::getStage, DeadLetter::getReason)
                .containsExactly(
                        tuple("demo.rewards", "barrier", "iterationSize: expected samplesPerIteration (4), found 3"));
        assertThat(pipeline.metrics.figures().waiting()).isZero();
    }

    @Test
    void aRewardThatCannotBeReadIsADeadLetter() {
        pipeline.reward("t0-0", new byte[] {0, 0, 0, 0, 1});

        assertThat(pipeline.deadLetters()).extracting(DeadLetter::getTopic).containsExactly("demo.rewards");
    }

    @Test
    void anIterationThatStaysOpenIsReportedAndNeverClosedShort() {
        pipeline.samples(Outcomes.iteration(0).subList(0, 3));

        pipeline.pass(Pipeline.OVERDUE_AFTER.dividedBy(2));
        Duration early = pipeline.metrics.figures().openFor();
        pipeline.pass(Pipeline.OVERDUE_AFTER);
        pipeline.pass(Pipeline.OVERDUE_AFTER);

        assertThat(early).isLessThan(Pipeline.OVERDUE_AFTER);
        assertThat(pipeline.metrics.figures().openFor()).isGreaterThan(Pipeline.OVERDUE_AFTER);
        assertThat(pipeline.advantages()).isEmpty();

        pipeline.sample(Outcomes.iteration(0).get(3));
        pipeline.pass(Pipeline.OVERDUE_AFTER);

        assertThat(pipeline.advantages()).hasSize(5);
        assertThat(pipeline.metrics.figures().openFor()).isZero();
    }

    private void assertBarrier(int nextIteration, int waiting) {
        assertThat(pipeline.metrics.figures())
                .extracting(RewardMetrics.Figures::iteration, RewardMetrics.Figures::waiting)
                .containsExactly(nextIteration, (long) waiting);
    }

    private static List<Advantage> advantages(List<AdvantageEntry> entries) {
        return entries.stream()
                .map(AdvantageEntry::getEntry)
                .filter(Advantage.class::isInstance)
                .map(Advantage.class::cast)
                .toList();
    }

    private static IterationClosed closed(List<AdvantageEntry> entries) {
        return (IterationClosed) entries.get(entries.size() - 1).getEntry();
    }
}
