package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RedriveRecord;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.StopRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlFoldTest {
    private final RunSpecification specification = Specifications.small();

    @Test
    void isUnchangedByTheCommandThatCreatedTheRun() {
        ControlFold fold = fold(new CreateRun(specification));

        assertThat(fold.state()).isEqualTo(RunState.RUNNING);
        assertThat(fold.specification()).isEqualTo(specification);
        assertThat(fold.nextOffset()).isEqualTo(1);
        assertThat(fold.refused()).isEmpty();
    }

    @Test
    void pausesAndSaysWho() {
        ControlFold fold = fold(new CreateRun(specification), new PauseRun());

        assertThat(fold.state()).isEqualTo(RunState.PAUSED);
        assertThat(fold.reason()).isEqualTo("alice: lunch");
    }

    @Test
    void resumesAfterAPauseAndAfterAStop() {
        assertThat(fold(new PauseRun(), new ResumeRun()).state()).isEqualTo(RunState.RUNNING);
        assertThat(fold(new StopRun(), new ResumeRun()).state()).isEqualTo(RunState.RUNNING);
        assertThat(fold(new StopRun(), new ResumeRun()).reason()).isEmpty();
    }

    @Test
    void staysStoppedWhenPaused() {
        assertThat(fold(new StopRun(), new PauseRun()).state()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void takesInSettingsOneAfterTheOther() {
        ControlFold fold = fold(
                change("training.learningRate", "0.001"),
                change("objective.clipRange", "0.5"),
                change("training.learningRate", "0.002"));

        assertThat(fold.specification().getTraining().getLearningRate()).isEqualTo(0.002);
        assertThat(fold.specification().getObjective().getClipRange()).isEqualTo(0.5);
        assertThat(fold.nextOffset()).isEqualTo(3);
    }

    @Test
    void refusesSettingsThatCannotBeAndGoesOn() {
        ControlFold fold = fold(change("training.learningRate", "fast"), new PauseRun());

        assertThat(fold.specification()).isEqualTo(specification);
        assertThat(fold.state()).isEqualTo(RunState.PAUSED);
        assertThat(fold.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.command().offset()).isZero();
            assertThat(refused.reason()).isEqualTo("training.learningRate: expected a number, found 'fast'");
        });
    }

    @Test
    void refusesARollBackASecondCreationAndNothingAtAllWithASentence() {
        ControlFold fold = fold(new CreateRun(specification), new RollBack(3), new CreateRun(specification), null);

        assertThat(fold.state()).isEqualTo(RunState.RUNNING);
        assertThat(fold.nextOffset()).isEqualTo(4);
        assertThat(fold.refused())
                .extracting(RefusedCommand::reason)
                .containsExactly(
                        "expected a command that this release follows, found a roll back to version 3; the run goes on"
                                + " unchanged",
                        "expected CreateRun as the first command only, found another",
                        "no command");
    }

    @Test
    void isCreatedByTheFirstCommandWhateverLiesBeforeIt() {
        ControlFold fold = fold(null, new CreateRun(specification), new CreateRun(specification));

        assertThat(fold.refused())
                .extracting(refused -> refused.command().offset())
                .containsExactly(0L, 2L);
    }

    @Test
    void leavesToOthersWhatIsNotTheLearners() {
        ControlFold fold = fold(new SetSamplers(4), new RedriveRecord("run.samples", 0, 7L));

        assertThat(fold.refused()).isEmpty();
        assertThat(fold.nextOffset()).isEqualTo(2);
    }

    @Test
    void isTheSameWhereverTheCommandsAreCut() {
        List<ControlCommand> commands = commands(
                new CreateRun(specification),
                change("training.learningRate", "0.001"),
                new PauseRun(),
                new ResumeRun());
        ControlFold atOnce = start().with(commands);

        assertThat(start().with(commands.subList(0, 2)).with(commands.subList(2, 4)))
                .isEqualTo(atOnce);
    }

    private ControlFold start() {
        return ControlFold.start(specification, RunState.RUNNING, "", 0);
    }

    private ControlFold fold(Object... commands) {
        return start().with(commands(commands));
    }

    private static List<ControlCommand> commands(Object... commands) {
        List<ControlCommand> all = new ArrayList<>();
        for (Object command : commands) {
            all.add(
                    command == null
                            ? new ControlCommand(all.size(), Optional.empty(), "no command")
                            : ControlCommand.of(all.size(), new Control("alice", "lunch", Instant.EPOCH, command)));
        }
        return all;
    }

    private static ChangeSettings change(String path, String value) {
        return new ChangeSettings(Map.of(path, value));
    }
}
