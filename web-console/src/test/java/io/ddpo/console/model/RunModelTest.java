package io.ddpo.console.model;

import static io.ddpo.console.Records.NOW;
import static io.ddpo.console.Records.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.console.Records;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WorkerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunModelTest {
    private static final ModelLimits SMALL = new ModelLimits(4, 10, 2, 3);

    private final RunModel model = new RunModel(RUN, ModelLimits.DEFAULT);

    @Test
    void aRunIsSummedUpFromItsTopics() {
        // Given
        model.fold().accept(0, Records.create(Records.specification(RUN, 3, 2, List.of("cat"))));
        model.fold().accept(Records.manifest(RUN, 1, RunState.RUNNING, 1));
        model.fold().accept(Records.reward(0, 0, "cat", 1), NOW);
        model.fold().accept(Records.reward(0, 1, "cat", 3), NOW);
        model.fold().accept(Records.reward(1, 0, "cat", 6), NOW);
        model.fold().caughtUp();

        // When
        RunSummary summary = model.summary(NOW);

        // Then
        assertThat(summary.state()).isEqualTo("running");
        assertThat(summary.iteration()).isEqualTo(1);
        assertThat(summary.iterations()).isEqualTo(3);
        assertThat(summary.version()).isEqualTo(1);
        assertThat(summary.firstReward().mean()).isEqualTo(2);
        assertThat(summary.firstReward().std()).isEqualTo(1);
        assertThat(summary.latestReward().mean()).isEqualTo(6);
        assertThat(summary.rewardTrend()).containsExactly(2, 6);
        assertThat(summary.epoch()).isEqualTo(Long.toString(NOW.toEpochMilli(), 36));
    }

    @Test
    void aRunIsReadBeforeItIsSaidWhatItDoes() {
        model.fold().accept(Records.manifest(RUN, 1, RunState.RUNNING, 1));

        assertThat(model.summary(NOW).state()).isEqualTo("reading");
    }

    @Test
    void aRunWithoutAVersionStarts() {
        model.fold().caughtUp();

        assertThat(model.summary(NOW).state()).isEqualTo("starting");
    }

    @Test
    void aCommandIsPendingUntilAVersionHasTakenItIn() {
        // Given
        model.fold().accept(Records.manifest(RUN, 1, RunState.RUNNING, 1));
        model.fold().accept(1, Records.command(new PauseRun(), "lunch"));
        String before = model.summary(NOW).pending();

        // When
        model.fold().accept(Records.manifest(RUN, 2, RunState.PAUSED, 2));

        // Then
        assertThat(before).isEqualTo("pause");
        assertThat(model.summary(NOW).pending()).isNull();
        assertThat(model.summary(NOW).stateReason()).isEqualTo("ada: lunch");
    }

    @Test
    void ofSeveralPendingCommandsTheLastCounts() {
        model.fold().accept(1, Records.command(new PauseRun(), "lunch"));
        model.fold().accept(2, Records.command(new ResumeRun(), "back"));

        assertThat(model.summary(NOW).pending()).isEqualTo("resume");
        assertThat(model.control()).extracting(ControlEvent::why).containsExactly("back", "lunch");
    }

    @Test
    void theFirstRewardOfAnIdCounts() {
        model.fold().accept(Records.reward(0, 0, "cat", 1), NOW);
        model.fold().accept(Records.reward(0, 0, "cat", 100), NOW);

        assertThat(model.samples().points()).singleElement().satisfies(point -> {
            assertThat(point.spread().count()).isEqualTo(1);
            assertThat(point.spread().mean()).isEqualTo(1);
        });
    }

    @Test
    void aFailureIsNoReward() {
        // When
        model.fold().accept(Records.reward(0, 0, "cat", 4), NOW);
        model.fold().accept(Records.failure(0, 1, "cat", "sampling"), NOW);

        // Then
        assertThat(model.samples().points()).singleElement().satisfies(point -> {
            assertThat(point.spread().mean()).isEqualTo(4);
            assertThat(point.failures()).isEqualTo(1);
        });
        SampleView failed = model.samples().view(Records.id(false, 0, 1)).orElseThrow();
        assertThat(failed.reward()).isNull();
        assertThat(failed.picture()).isFalse();
        assertThat(failed.failureReason()).isEqualTo("no memory left");
        assertThat(model.samples().prompts(false)).singleElement().satisfies(prompt -> {
            assertThat(prompt.count()).isEqualTo(1);
            assertThat(prompt.failures()).isEqualTo(1);
        });
    }

    @Test
    void anAdvantageFindsItsSampleWhicheverIsReadFirst() {
        model.fold().accept(Records.advantage(0, 0, "cat", 2, 1.5), NOW);
        model.fold().accept(Records.reward(0, 0, "cat", 2), NOW);

        assertThat(model.samples().view(Records.id(false, 0, 0)).orElseThrow().advantage())
                .isEqualTo(new AdvantageView(1.5, 0.5, 1, "prompt", 8));
    }

    @Test
    void evaluationsAreNotMixedWithTraining() {
        // When
        model.fold().accept(Records.reward(false, 1, 0, "cat", 1).build(), NOW);
        model.fold().accept(Records.reward(true, 1, 0, "cat", 9).build(), NOW);

        // Then
        assertThat(model.samples().page(query(true)).samples())
                .extracting(SampleView::reward)
                .containsExactly(9.0);
        assertThat(model.samples().page(query(false)).samples())
                .extracting(SampleView::reward)
                .containsExactly(1.0);
        assertThat(model.summary(NOW).latestReward().mean()).isEqualTo(1);
    }

    @Test
    void samplesAreChosenByReward() {
        // Given
        for (int i = 0; i < 4; i++) {
            model.fold().accept(Records.reward(0, i, "cat", i), NOW);
        }
        model.fold().accept(Records.failure(0, 4, "cat", "scoring"), NOW);
        SampleQuery best = new SampleQuery(
                false, OptionalInt.of(0), OptionalInt.empty(), Optional.of("cat"), 1, 3, SampleQuery.Order.BEST, 0, 2);

        // When
        SamplePage page = model.samples().page(best);

        // Then
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.samples()).extracting(SampleView::reward).containsExactly(3.0, 2.0);
    }

    @Test
    void beyondTheLimitTheOldestIterationGoesButItsStatisticsStay() {
        // Given
        RunModel small = new RunModel(RUN, SMALL);

        // When
        for (int iteration = 0; iteration < 3; iteration++) {
            small.fold().accept(Records.reward(iteration, 0, "cat", iteration), NOW);
            small.fold().accept(Records.reward(iteration, 1, "cat", iteration), NOW);
        }

        // Then
        assertThat(small.sizes()).containsEntry("samples", 4);
        assertThat(small.samples().find(Records.id(false, 0, 0))).isEmpty();
        assertThat(small.samples().points())
                .extracting(point -> point.spread().mean())
                .containsExactly(0.0, 1.0, 2.0);
        assertThat(small.samples().points())
                .extracting(RewardPoint::samplesKept)
                .containsExactly(false, true, true);
        assertThat(small.detail(NOW).trained()).containsExactly(1, 2);
    }

    @Test
    void theIterationInWorkIsNeverLetGo() {
        RunModel small = new RunModel(RUN, SMALL);

        for (int i = 0; i < 6; i++) {
            small.fold().accept(Records.reward(0, i, "cat", i), NOW);
        }

        assertThat(small.samples().points())
                .singleElement()
                .satisfies(point -> assertThat(point.spread().count()).isEqualTo(6));
    }

    @Test
    void ofCommandsAndDeadLettersTheNewestStay() {
        RunModel small = new RunModel(RUN, SMALL);

        for (int i = 0; i < 5; i++) {
            small.fold().accept(i, Records.deadLetter("reason " + i));
        }

        assertThat(small.deadLetters())
                .extracting(DeadLetterView::reason)
                .containsExactly("reason 4", "reason 3", "reason 2");
        assertThat(small.summary(NOW).deadLetters()).isEqualTo(5);
    }

    @Test
    void aWorkerThatSaysNothingIsSilentUnlessItLeft() {
        // Given
        model.fold().accept(Records.manifest(RUN, 3, RunState.RUNNING, 1));
        model.fold().accept(Records.heartbeat("sampler-1", "sampler", WorkerState.WORKING, NOW));
        model.fold().accept(Records.heartbeat("sampler-2", "sampler", WorkerState.STOPPED, NOW));

        // When
        List<WorkerView> later = model.workers(NOW.plusSeconds(11));

        // Then
        assertThat(model.workers(NOW)).extracting(WorkerView::silent).containsExactly(false, false);
        assertThat(later).extracting(WorkerView::silent).containsExactly(true, false);
        assertThat(later).extracting(WorkerView::staleness).containsExactly(1, 1);
    }

    @Test
    void ofTooManyWorkersTheOnesHeardOfLastStay() {
        RunModel small = new RunModel(RUN, SMALL);

        for (int i = 0; i < 3; i++) {
            small.fold().accept(Records.heartbeat("sampler-" + i, "sampler", WorkerState.WORKING, NOW.plusSeconds(i)));
        }

        assertThat(small.workers(NOW)).extracting(WorkerView::worker).containsExactly("sampler-1", "sampler-2");
    }

    @Test
    void aForgottenWorkerIsGone() {
        model.fold().accept(Records.heartbeat("sampler-1", "sampler", WorkerState.WORKING, NOW));
        model.fold().forget("sampler-1");

        assertThat(model.workers(NOW)).isEmpty();
    }

    @Test
    void everyChangeIsTold() {
        long before = model.revision();

        model.fold().accept(Records.metric("iteration", 0, 0, Map.of("loss", 1.0)));

        assertThat(model.revision()).isGreaterThan(before);
        assertThat(model.changes()).containsOnlyKeys(Section.METRICS);
    }

    private static SampleQuery query(boolean evaluation) {
        return new SampleQuery(
                evaluation,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                SampleQuery.Order.ID,
                0,
                10);
    }
}
