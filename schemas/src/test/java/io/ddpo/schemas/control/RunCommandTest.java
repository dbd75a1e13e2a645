package io.ddpo.schemas.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SetSamplers;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunCommandTest {
    private static final Instant NOW = Instant.ofEpochMilli(5);
    private static final RunSpecification SOUND = Specifications.sound();

    static Stream<RunCommand> commands() {
        return Stream.of(
                RunCommand.pause(),
                RunCommand.resume(),
                RunCommand.stop(),
                RunCommand.samplers(4),
                RunCommand.redrive("foxes.samples", 3, 12),
                RunCommand.settings(SOUND, Map.of("training.learningRate", "1.0E-4", "objective.clipRange", "0.002")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aRecordSaysWhatWasGiven(RunCommand given) {
        Control record = given.record("ada", "because", NOW);

        assertThat(RunCommand.of(record)).isEqualTo(given);
        assertThat(record.getWho()).isEqualTo("ada");
        assertThat(record.getWhy()).isEqualTo("because");
        assertThat(record.getTimestamp()).isEqualTo(NOW);
    }

    @Test
    void whatIsOnlyReadHasANameToo() {
        assertThat(RunCommand.of(control(new CreateRun(SOUND)))).isEqualTo(new RunCommand("create", Map.of()));
        assertThat(RunCommand.of(control(new RollBack(7))))
                .isEqualTo(new RunCommand("roll-back", Map.of("version", "7")));
        assertThat(RunCommand.of(control(new SetSamplers(3))).details()).containsEntry("count", "3");
    }

    @Test
    void isToldInWords() {
        assertThat(RunCommand.stop().inWords()).isEqualTo("stop");
        assertThat(RunCommand.samplers(3).inWords()).isEqualTo("samplers 3");
        assertThat(RunCommand.redrive("foxes.samples", 2, 7).inWords())
                .isEqualTo("redrive offset 7 of foxes.samples-2");
        assertThat(RunCommand.of(control(new RollBack(7))).inWords()).isEqualTo("roll back to version 7");
        assertThat(new RunCommand(
                                "settings",
                                Map.of("training.learningRate", "1e-4", "promptWeights", "2 a fox\n0 a cat"))
                        .inWords())
                .isEqualTo("change promptWeights = 2 a fox; 0 a cat, training.learningRate = 1e-4");
    }

    private static Control control(Object command) {
        return Control.newBuilder()
                .setWho("ada")
                .setWhy("")
                .setTimestamp(NOW)
                .setCommand(command)
                .build();
    }

    @Test
    void onlySomeChangeTheState() {
        assertThat(RunCommand.stop().changesState()).isTrue();
        assertThat(RunCommand.samplers(1).changesState()).isFalse();
    }

    @Test
    void settingsThatTheRunWouldRefuseAreNotGiven() {
        assertThatThrownBy(() ->
                        RunCommand.settings(SOUND, Map.of("training.learningRate", "fast", "training.speed", "1")))
                .hasMessageContaining("training.learningRate: expected a number, found 'fast'")
                .hasMessageContaining("training.speed: expected one of ");
        assertThatThrownBy(() -> RunCommand.settings(SOUND, Map.of()))
                .hasMessage("settings: expected at least one, got none");
    }

    @Test
    void aSlipOfTheFingerIsNoNumberOfSamplers() {
        assertThatThrownBy(() -> RunCommand.samplers(-1))
                .hasMessage("samplers: expected a number from 0 to 1000, got -1");
        assertThatThrownBy(() -> RunCommand.samplers(4_000)).hasMessageContaining("got 4000");
    }

    @Test
    void somebodyGivesItAndGivesNoNovelAsReason() {
        assertThatThrownBy(() -> RunCommand.pause().record("", "", NOW))
                .hasMessage("who: expected 1 to 100 characters, got 0");
        assertThatThrownBy(() -> RunCommand.pause().record("ada", "x".repeat(501), NOW))
                .hasMessage("why: expected 0 to 500 characters, got 501");
        assertThatThrownBy(() -> new RunCommand("create", Map.of()).record("ada", "", NOW))
                .hasMessage("command: expected one that is given to a run, got 'create'");
    }
}
