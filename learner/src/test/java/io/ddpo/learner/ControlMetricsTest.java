package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlMetricsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RunSpecification specification = Specifications.small();
    private final CommitPlanner planner = new CommitPlanner(specification, "learner");
    private final List<ControlCommand> commands = Manifests.commands(
            0,
            new CreateRun(specification),
            new ChangeSettings(Map.of("training.learningRate", "0.5", "objective.clipRange", "0.25")),
            new SetSamplers(3),
            new ChangeSettings(Map.of("training.learningRate", "-1")),
            new PauseRun(),
            new ResumeRun());

    @Test
    void aChangeIsAmongTheMetricsOfTheVersionFromWhichItHolds() {
        Commit commit = next(first(), commands.subList(1, 3));

        assertThat(commit.metrics()).extracting(Metric::getSeries).containsOnly(ControlMetrics.COMMANDS);
        Metric change = commit.metrics().get(0);
        assertThat(change.getPolicyVersion()).isEqualTo(1);
        assertThat(change.getStep()).as("offset").isEqualTo(1);
        assertThat(change.getValues()).isEqualTo(Map.of("training.learningRate", 0.5, "objective.clipRange", 0.25));
        assertThat(change.getLabels())
                .containsEntry("command", "change objective.clipRange = 0.25, training.learningRate = 0.5")
                .containsKeys("who", "why", "given");
        assertThat(commit.metrics().get(1).getValues()).isEqualTo(Map.of("samplers", 3.0));
    }

    @Test
    void aRefusedCommandChangesNothingAndSaysWhy() {
        Commit commit = next(first(), commands.subList(3, 4));

        assertThat(commit.metrics()).singleElement().satisfies(metric -> {
            assertThat(metric.getValues()).isEmpty();
            assertThat(metric.getLabels().get("refused"))
                    .isEqualTo("training.learningRate: expected a number greater than 0, found -1.0");
        });
    }

    @Test
    void creatingARunIsNoChange() {
        assertThat(planner.first(Manifests.payloads(0), commands.subList(0, 1), NOW)
                        .metrics())
                .isEmpty();
    }

    @Test
    void theLogAloneGivesTheSettingsOfEveryVersionAgain() {
        WeightsManifest zero = first();
        WeightsManifest one = next(zero, commands.subList(1, 3)).manifest();
        WeightsManifest paused = planner.again(one, commands.subList(3, 5), NOW).manifest();

        assertThat(paused.getState()).isEqualTo(RunState.PAUSED);
        for (WeightsManifest version : List.of(zero, one, paused)) {
            ControlFold again = ControlFold.start(specification, RunState.RUNNING, "", 0)
                    .with(commands.subList(0, Math.toIntExact(version.getNextControlOffset())));
            assertThat(ChangeableSettings.of(again.specification())).isEqualTo(version.getSettings());
            assertThat(again.state()).isEqualTo(version.getState());
        }
    }

    private WeightsManifest first() {
        return planner.first(Manifests.payloads(0), commands.subList(0, 1), NOW).manifest();
    }

    private Commit next(WeightsManifest from, List<ControlCommand> taken) {
        IterationResult result = new IterationResult(10, Map.of(Counters.TRAINED_ITERATIONS, 1L), Set.of(), List.of());
        return planner.next(List.of(from), Manifests.payloads(1), result, taken, NOW);
    }
}
