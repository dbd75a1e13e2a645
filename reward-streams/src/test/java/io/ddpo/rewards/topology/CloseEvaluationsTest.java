package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Reward;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloseEvaluationsTest {
    private Pipeline pipeline = new Pipeline(TestRun.specification(), new TestReward());

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void nothingIsSaidBeforeTheLastSampleIsThere() {
        pipeline.samples(evaluation(0).subList(0, 3));

        assertThat(pipeline.evaluations()).isEmpty();
    }

    @Test
    void anEvaluationIsWrittenOnceHoweverOftenItsSamplesCome() {
        pipeline.samples(evaluation(0));
        List<Reward> rewards = pipeline.rewards();
        pipeline.samples(evaluation(0));
        rewards.forEach(pipeline::reward);

        assertThat(pipeline.evaluations())
                .extracting(Metric::getSeries, Metric::getPolicyVersion)
                .containsExactly(
                        tuple("evaluation", 0),
                        tuple("evaluation", 0),
                        tuple("evaluation.prompt", 0),
                        tuple("evaluation.prompt", 0));
        assertThat(pipeline.count("ddpo.rewards.duplicates")).isEqualTo(8);
    }

    @Test
    void nothingIsTrainedOnAnEvaluation() {
        pipeline.samples(evaluation(0));

        assertThat(pipeline.advantages()).isEmpty();
    }

    @Test
    void aStrangersRewardClosesNoEvaluation() {
        pipeline.samples(evaluation(0).subList(0, 3));
        Reward stranger = Reward.newBuilder(pipeline.rewards().get(0))
                .setTrajectoryId("a stranger's")
                .setPolicyVersion(1)
                .setIterationSize(1)
                .build();

        pipeline.reward(stranger);

        assertThat(pipeline.evaluations()).isEmpty();
        assertThat(pipeline.deadLetters())
                .extracting(DeadLetter::getReason)
                .contains("iterationSize: expected evaluation.prompts · evaluation.seedsPerPrompt (4), found 1");
    }

    @Test
    void whatIsNoSketchIsPassedOver() {
        pipeline.samples(evaluation(0).subList(0, 3));
        List<Reward> rewards = pipeline.rewards();

        pipeline.reward(Reward.newBuilder(rewards.get(0))
                .setTrajectoryId(evaluation(0).get(3).getTrajectoryId())
                .setSketch(ByteBuffer.wrap(new byte[] {1}))
                .build());

        assertThat(pipeline.evaluations().get(0).getValues()).containsEntry("samples", 4.0);
    }

    @Test
    void anotherProcessGoesOnWithWhatIsThere() {
        pipeline.samples(evaluation(0));
        pipeline.evaluations();
        pipeline.samples(evaluation(2).subList(0, 2));

        pipeline = pipeline.restarted();
        pipeline.samples(evaluation(2));
        pipeline.samples(evaluation(0));

        assertThat(pipeline.evaluations()).extracting(Metric::getPolicyVersion).containsOnly(2);
    }

    @Test
    void laterVersionsWaitForTheBaseThatTheyAreComparedWith() {
        pipeline.samples(evaluation(2));
        assertThat(pipeline.evaluations()).isEmpty();

        pipeline.samples(evaluation(0));

        assertThat(pipeline.evaluations())
                .filteredOn(metric -> metric.getSeries().equals("evaluation"))
                .extracting(Metric::getPolicyVersion)
                .containsExactly(0, 0, 2, 2);
    }

    @Test
    void aSampleThatCannotBeScoredIsAFailureOfTheEvaluation() {
        List<Outcome> outcomes = evaluation(0);
        pipeline.samples(outcomes.subList(0, 3));
        pipeline.sample(Outcome.newBuilder(outcomes.get(3))
                .setResult(Outcomes.failed(0, 3).getResult())
                .build());

        assertThat(pipeline.evaluations().get(0).getValues())
                .containsEntry("samples", 4.0)
                .containsEntry("failures", 1.0);
    }

    private static List<Outcome> evaluation(int version) {
        return IntStream.range(0, Outcomes.ITERATION_SIZE)
                .mapToObj(index -> Outcomes.evaluation(version, index))
                .toList();
    }
}
