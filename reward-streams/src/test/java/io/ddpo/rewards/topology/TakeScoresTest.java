package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.payload.RewardRecords;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TakeScoresTest {
    private Pipeline pipeline = new Pipeline(TestRun.specification(), null);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void whatAScorerSaysIsTheRewardOfTheSample() {
        Reward score = score(Outcomes.picture(0, 3, 7), new Score(0.5, Map.of("sharp", 2.0)));

        pipeline.score(score);

        assertThat(pipeline.rewards()).containsExactly(score);
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void theFirstScoreOfASampleWins() {
        pipeline.score(score(Outcomes.picture(0, 0, 1), new Score(1.0, Map.of())));
        pipeline.score(score(Outcomes.picture(0, 0, 1), new Score(2.0, Map.of())));
        assertThat(pipeline.rewards()).extracting(Reward::getResult).containsExactly(new Score(1.0, Map.of()));

        pipeline = pipeline.restarted();
        pipeline.score(score(Outcomes.picture(0, 0, 1), new Failure("scoring", "http: too late")));

        assertThat(pipeline.rewards()).isEmpty();
        assertThat(pipeline.deadLetters()).isEmpty();
        assertThat(pipeline.count("ddpo.rewards.duplicates")).isEqualTo(1);
    }

    @Test
    void aSampleThatCouldNotBeScoredIsADeadLetterThatSaysWhereThePictureLies() {
        pipeline.score(score(Outcomes.picture(0, 0, 1), new Failure("scoring", "http: no answer")));

        assertThat(pipeline.rewards())
                .extracting(Reward::getResult)
                .containsExactly(new Failure("scoring", "http: no answer"));
        assertThat(pipeline.deadLetters())
                .extracting(
                        DeadLetter::getTopic, DeadLetter::getPartition, DeadLetter::getOffset, DeadLetter::getReason)
                .containsExactly(tuple("demo.samples", 2, 40L, "http: no answer"));
    }

    @Test
    void whatFailedInSamplingStaysThatFailureAndIsNoDeadLetter() {
        Outcome failed = Outcomes.failed(0, 1);

        pipeline.score(score(failed, failed.getResult()));

        assertThat(pipeline.rewards()).extracting(Reward::getResult).containsExactly(failed.getResult());
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void aScoreThatIsNoNumberIsAFailure() {
        pipeline.score(score(Outcomes.picture(0, 0, 1), new Score(Double.NaN, Map.of())));

        assertThat(pipeline.rewards())
                .extracting(Reward::getResult)
                .containsExactly(new Failure("scoring", "score: expected a finite number, got NaN"));
    }

    @Test
    void whatCannotBeReadIsADeadLetter() {
        pipeline.score("t0-0", new byte[] {0, 0, 0, 0, 1});

        assertThat(pipeline.deadLetters()).extracting(DeadLetter::getTopic).containsExactly("demo.scores");
    }

    @Test
    void scoresCloseAnIterationAndSamplesDoNot() {
        List<Outcome> outcomes = Outcomes.iteration(0);

        IntStream.range(0, outcomes.size())
                .forEach(i -> pipeline.score(score(outcomes.get(i), new Score((double) i, Map.of()))));

        assertThat(pipeline.advantages()).hasSize(5);
    }

    private static Reward score(Outcome outcome, Object result) {
        return RewardRecords.of(outcome, new PictureLocation("demo.samples", 2, 40L), result);
    }
}
