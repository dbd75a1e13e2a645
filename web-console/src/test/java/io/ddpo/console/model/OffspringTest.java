package io.ddpo.console.model;

import static io.ddpo.console.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.console.Records;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run shows of those that come from it, whose logs are their own. */
class OffspringTest {
    private final Runs runs = new Runs();
    private final RunModel source = follow("source");
    private final RunModel replay = follow("replay");

    private RunModel follow(String run) {
        RunModel model = new RunModel(run, ModelLimits.DEFAULT);
        runs.put(model);
        return model;
    }

    private void createReplay() {
        RunSpecification specification = RunSpecification.newBuilder(
                        Records.specification("replay", 5, 4, List.of("a cat")))
                .setReplay(new Replay("source", List.of(0), false))
                .build();
        replay.fold().accept(0, Records.create(specification));
    }

    @Test
    void aRunKnowsThoseThatComeFromItAndHowFarTheyAre() {
        // Given
        source.fold().accept(0, Records.create(Records.specification("source", 5, 4, List.of("a cat"))));
        createReplay();
        replay.fold().accept(Records.manifest("replay", 2, RunState.RUNNING, 1));
        replay.fold().accept(1, Records.command(new PauseRun(), "lunch"));
        replay.fold().caughtUp();

        // Then
        assertThat(runs.offspringOf("source"))
                .containsExactly(new Offspring(
                        "replay", "replay", null, "running", "pause", 2, 5, "ada", "", NOW.toEpochMilli()));
        assertThat(runs.offspringOf("replay")).isEmpty();
    }

    @Test
    void howManyIterationsItIsToHaveMayChange() {
        createReplay();
        replay.fold()
                .accept(WeightsManifest.newBuilder(Records.manifest("replay", 2, RunState.RUNNING, 1))
                        .setSettings(Map.of("iterations", "9"))
                        .build());

        assertThat(runs.offspringOf("source")).extracting(Offspring::iterations).containsExactly(9);
        assertThat(replay.summary(NOW).iterations()).isEqualTo(9);
    }

    @Test
    void itsSourceIsToldWhenItComesAndGetsFurther() {
        long alone = runs.offspringRevision("source");

        createReplay();
        long created = runs.offspringRevision("source");
        replay.fold().accept(Records.manifest("replay", 1, RunState.RUNNING, 1));
        long further = runs.offspringRevision("source");
        replay.fold().caughtUp();
        long read = runs.offspringRevision("source");

        assertThat(List.of(alone, created, further, read)).doesNotHaveDuplicates();
    }

    @Test
    void itsSourceIsNotToldOfEveryFigure() {
        // Given
        createReplay();
        long before = runs.offspringRevision("source");

        // When
        replay.fold().accept(Records.metric("iteration", 0, 0, Map.of("loss", 1.0)));
        source.fold().accept(Records.manifest("source", 1, RunState.RUNNING, 1));

        // Then
        assertThat(runs.offspringRevision("source")).isEqualTo(before);
    }
}
