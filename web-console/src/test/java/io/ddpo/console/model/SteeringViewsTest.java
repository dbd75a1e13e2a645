package io.ddpo.console.model;

import static io.ddpo.console.Records.NOW;
import static io.ddpo.console.Records.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.console.Records;
import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see of the settings of a run and of its fleet. */
class SteeringViewsTest {
    private final RunModel model = new RunModel(RUN, ModelLimits.DEFAULT);

    @Test
    void aRunThatWasNotCreatedYetHasNoSettings() {
        assertThat(model.settings()).isEmpty();
        assertThat(model.effective()).isEmpty();
    }

    @Test
    void aSettingSaysWhatItIsWhatItWasAndWhatItWillBe() {
        // Given
        model.fold().accept(0, Records.create(Records.specification(RUN, 3, 2, List.of("cat"))));
        WeightsManifest manifest = WeightsManifest.newBuilder(Records.manifest(RUN, 1, RunState.RUNNING, 2))
                .setSettings(Map.of("training.learningRate", "2.0E-4"))
                .build();
        model.fold().accept(1, command(Map.of("training.learningRate", "2.0E-4")));
        model.fold().accept(manifest);

        // When
        model.fold().accept(2, command(Map.of("training.learningRate", "9.0E-5", "iterations", "7")));
        model.fold().accept(3, command(Map.of("training.learningRate", "1.0E-5")));

        // Then
        assertThat(model.settings())
                .contains(
                        new SettingView("training.learningRate", "2.0E-4", "3.0E-4", "1.0E-5"),
                        new SettingView("iterations", "3", "3", "7"),
                        new SettingView("objective.clipRange", "0.001", "0.001", null));
        assertThat(model.effective().orElseThrow().getTraining().getLearningRate())
                .isEqualTo(2e-4);
    }

    private static Control command(Map<String, String> settings) {
        return Records.command(new ChangeSettings(settings), "why not");
    }

    @Test
    void aFleetCountsThoseWhoAreThere() {
        // Given
        model.fold().accept(Records.heartbeat("sampler-1", "sampler", WorkerState.WORKING, NOW));
        model.fold().accept(Records.heartbeat("sampler-2", "sampler", WorkerState.WAITING, NOW));
        model.fold().accept(Records.heartbeat("sampler-3", "sampler", WorkerState.QUARANTINED, NOW));
        model.fold()
                .accept(Records.heartbeat(
                        "sampler-4", "sampler", WorkerState.WORKING, NOW.minus(Duration.ofMinutes(1))));
        model.fold().accept(Records.heartbeat("learner", "learner", WorkerState.WORKING, NOW));

        // Then
        assertThat(model.fleet(NOW)).isEqualTo(new Fleet(null, null, 2, 1, 1, ""));
    }

    @Test
    void ofSeveralWishesTheLastCounts() {
        model.fold().accept(1, Records.command(new SetSamplers(4), "night"));
        model.fold().accept(2, Records.command(new SetSamplers(1), "morning"));

        assertThat(model.fleet(NOW)).isEqualTo(new Fleet(1, NOW.toEpochMilli(), 0, 0, 0, ""));
    }

    @Test
    void whatLimitsAFleetIsWhatItsControllerSaidLast() {
        model.fold()
                .accept(WorkerHeartbeat.newBuilder(Records.heartbeat("up", "fleet", WorkerState.WAITING, NOW))
                        .setMessage("8 of 20 sampler: this fleet keeps 8 samplers of a run at most")
                        .build());

        assertThat(model.fleet(NOW).limit()).isEqualTo("8 of 20 sampler: this fleet keeps 8 samplers of a run at most");
        assertThat(model.fleet(NOW.plusSeconds(60)).limit())
                .as("nobody says it any more")
                .isEmpty();
    }
}
