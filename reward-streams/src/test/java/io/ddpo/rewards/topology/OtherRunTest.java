package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.TestRun;
import io.ddpo.rewards.advantage.TrackerFold;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Score;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that takes samples, rewards or the memory of its tracker from another one. */
class OtherRunTest {
    private static final String OTHER = "other";

    @Test
    void samplesOfAnotherRunAreScoredAsIterationsOfThisOneWhateverTheirOrder() {
        try (Pipeline pipeline = new Pipeline(replay(true), new TestReward())) {
            for (int iteration : List.of(3, 2, 1)) {
                Outcomes.iteration(iteration).forEach(outcome -> pipeline.sampleOf(OTHER, outcome));
            }
            pipeline.sampleOf(OTHER, Outcomes.evaluation(1, 0));
            pipeline.sampleOf(OTHER, Outcomes.picture(1, 0, 99));
            pipeline.sample(Outcomes.evaluation(0, 1));

            assertThat(pipeline.advantages())
                    .extracting(AdvantageEntry::getIteration, OtherRunTest::id, OtherRunTest::reward)
                    .containsExactly(
                            tuple(0, "t1-0", 10.0),
                            tuple(0, "t1-1", 11.0),
                            tuple(0, "t1-2", 14.0),
                            tuple(0, "t1-3", 19.0),
                            tuple(0, "closed", 0.0),
                            tuple(1, "t3-0", 30.0),
                            tuple(1, "t3-1", 31.0),
                            tuple(1, "t3-2", 34.0),
                            tuple(1, "t3-3", 39.0),
                            tuple(1, "closed", 0.0));
            assertThat(pipeline.rewards())
                    .filteredOn(reward -> reward.getTrajectoryId().startsWith("evaluation"))
                    .extracting(Reward::getTrajectoryId)
                    .containsExactly("evaluation-t0-1");
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void rewardsOfAnotherRunAreTakenAsTheyAre() {
        List<Reward> made;
        try (Pipeline other = new Pipeline(TestRun.specification(), new TestReward())) {
            other.samples(Outcomes.iteration(1));
            other.sample(Outcomes.evaluation(1, 0));
            made = other.rewards();
        }
        try (Pipeline pipeline = new Pipeline(replay(false), new TestReward())) {
            made.forEach(reward -> pipeline.rewardOf(
                    OTHER,
                    Reward.newBuilder(reward)
                            .setResult(new Score(7.0 + reward.getIndexInRequest(), Map.of()))
                            .build()));

            assertThat(pipeline.advantages())
                    .extracting(AdvantageEntry::getIteration, OtherRunTest::id, OtherRunTest::reward)
                    .containsExactly(
                            tuple(0, "t1-0", 7.0),
                            tuple(0, "t1-1", 8.0),
                            tuple(0, "t1-2", 7.0),
                            tuple(0, "t1-3", 8.0),
                            tuple(0, "closed", 0.0));
        }
    }

    @Test
    void theTrackerGoesOnWhereThatOfAnotherRunWas() {
        TrackerFold fold = new TrackerFold(TestRun.specification().getAdvantages());
        List<AdvantageEntry> third;
        try (Pipeline whole = new Pipeline(TestRun.specification(), new TestReward())) {
            whole.samples(Outcomes.iteration(0));
            whole.samples(Outcomes.iteration(1));
            whole.advantages().forEach(fold::add);
            whole.samples(Outcomes.iteration(2));
            third = whole.advantages();
        }
        Pipeline fork = new Pipeline(TestRun.specification(), new TestReward(), fold.remembered());
        Outcomes.iteration(2)
                .forEach(outcome ->
                        fork.sample(Outcome.newBuilder(outcome).setIteration(0).build()));
        assertThat(fork.advantages())
                .extracting(AdvantageEntry::getEntry)
                .containsExactlyElementsOf(
                        third.stream().map(AdvantageEntry::getEntry).toList());

        try (Pipeline restarted = fork.restarted()) {
            Outcomes.iteration(3)
                    .forEach(outcome -> restarted.sample(
                            Outcome.newBuilder(outcome).setIteration(1).build()));
            assertThat(restarted.advantages())
                    .filteredOn(entry -> entry.getEntry() instanceof Advantage)
                    .extracting(entry -> ((Advantage) entry.getEntry()).getCount())
                    .containsOnly(6);
        }
    }

    private static RunSpecification replay(boolean rescored) {
        return TestRun.builder()
                .setIterations(2)
                .setReplay(new Replay(OTHER, List.of(1, 3), rescored))
                .build();
    }

    private static String id(AdvantageEntry entry) {
        return entry.getEntry() instanceof Advantage advantage ? advantage.getTrajectoryId() : "closed";
    }

    private static double reward(AdvantageEntry entry) {
        return entry.getEntry() instanceof Advantage advantage ? advantage.getReward() : 0;
    }
}
