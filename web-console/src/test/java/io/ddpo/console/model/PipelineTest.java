package io.ddpo.console.model;

import static io.ddpo.console.Records.NOW;
import static io.ddpo.console.Records.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.console.Records;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final RunModel model = new RunModel(RUN, ModelLimits.DEFAULT);

    @BeforeEach
    void aRunInItsSecondIteration() {
        model.fold().accept(0, Records.create(Records.specification(RUN, 3, 4, List.of("cat"))));
        model.fold().accept(Records.manifest(RUN, 1, RunState.RUNNING, 1));
    }

    @Test
    void theStationsComeInTheOrderOfTheLoop() {
        assertThat(model.pipeline(NOW))
                .extracting(StageView::name)
                .containsExactly("requests", "samplers", "rewards", "advantages", "learner", "policy");
    }

    @Test
    void whatWaitsIsToldInRecordsAndInSeconds() {
        // Given
        model.fold().accept(new Backlog(10, 5L, 0, 0, 0L), NOW.minusSeconds(30));
        Instant then = NOW;

        // When: 60 outcomes in the last 30 seconds
        model.fold().accept(new Backlog(10, 3L, 60, 60, 0L), then);

        // Then
        StageView requests = stage("requests", then);
        assertThat(requests.backlog()).isEqualTo(3);
        assertThat(requests.backlogSeconds()).isEqualTo(3 * 16 / 2.0, within(1e-9));
        assertThat(stage("samplers", then).perSecond()).isEqualTo(2, within(1e-9));
    }

    @Test
    void whatTheClusterDoesNotTellIsUnknownAndNotZero() {
        model.fold().accept(new Backlog(10, null, 0, 0, null), NOW);

        assertThat(stage("requests", NOW).backlog()).isNull();
        assertThat(stage("rewards", NOW).backlog()).isNull();
    }

    @Test
    void theBarrierShowsHowManyItHas() {
        model.fold().accept(Records.reward(1, 0, "cat", 1), NOW);

        assertThat(stage("advantages", NOW).progress()).isEqualTo(0.25);
        assertThat(stage("advantages", NOW).note()).isEqualTo("1 of 4 judged");
    }

    @Test
    void aClosedIterationWaitsForTheLearner() {
        // Given
        model.fold().accept(Records.metric("iteration", 0, 0, Map.of("samples", 4.0, "modelSeconds", 2.0)));

        // When
        model.fold().accept(Records.closed(1, 0, 1), NOW);

        // Then
        assertThat(stage("learner", NOW).backlog()).isEqualTo(4);
        assertThat(stage("learner", NOW).backlogSeconds()).isEqualTo(2);
    }

    @Test
    void onlyWorkersThatLiveCount() {
        model.fold().accept(Records.heartbeat("sampler-1", "sampler", WorkerState.WORKING, NOW));
        model.fold().accept(Records.heartbeat("sampler-2", "sampler", WorkerState.FAILED, NOW));
        model.fold().accept(Records.heartbeat("sampler-3", "sampler", WorkerState.WORKING, NOW.minusSeconds(60)));

        assertThat(stage("samplers", NOW).workers()).isEqualTo(1);
        assertThat(stage("samplers", NOW).state()).isEqualTo("working");
    }

    @Test
    void failuresAreCountedWhereTheyHappened() {
        model.fold().accept(Records.failure(1, 0, "cat", "sampling"), NOW);
        model.fold().accept(Records.failure(1, 1, "cat", "scoring"), NOW);
        model.fold().accept(Records.failure(1, 2, "cat", "request"), NOW);

        assertThat(stage("samplers", NOW).errors()).isEqualTo(2);
        assertThat(stage("rewards", NOW).errors()).isEqualTo(1);
    }

    private StageView stage(String name, Instant now) {
        return model.pipeline(now).stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
