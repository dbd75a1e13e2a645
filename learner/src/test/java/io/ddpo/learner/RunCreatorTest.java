package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RunCreatorTest {
    private static final RunNames RUN = new RunNames("demo");

    @Test
    void recognisesTheRunThatItWasAskedFor() {
        assertThatCode(() -> RunCreator.requireSame(RUN, Specifications.small(), first(Specifications.small())))
                .doesNotThrowAnyException();
    }

    @Test
    void saysInWhatARunOfThatNameDiffers() {
        RunSpecification other = with(run -> run.setSeed(2).setIterations(9));

        assertThatThrownBy(() -> RunCreator.requireSame(RUN, Specifications.small(), first(other)))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage("run demo: expected the specification that it was created with, found another one, which"
                        + " differs in seed, iterations");
    }

    @Test
    void refusesATopicThatBeginsWithAnotherCommand() {
        Control pause = new Control("alice", "", Instant.EPOCH, new PauseRun());

        assertThatThrownBy(() -> RunCreator.requireSame(RUN, Specifications.small(), pause))
                .hasMessage("topic demo.control offset 0: expected the command CreateRun, found PauseRun");
    }

    @Test
    void refusesWhatIsNotSoundBeforeItTouchesTheCluster() {
        RunCreator creator = new RunCreator(null, null, Instant::now);

        assertThatThrownBy(() -> creator.create(with(run -> run.setIterations(0)), "alice", ""))
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("iterations: expected at least 1, found 0");
    }

    private static Control first(RunSpecification specification) {
        return new Control("alice", "", Instant.EPOCH, new CreateRun(specification));
    }

    private static RunSpecification with(UnaryOperator<RunSpecification.Builder> change) {
        return change.apply(RunSpecification.newBuilder(Specifications.small())).build();
    }
}
