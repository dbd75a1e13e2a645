package io.ddpo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.StopRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunFoldTest {
    private final RunFold run = new RunFold();

    @Test
    void theLastCommandAboutSamplersHolds() {
        assertThat(run.samplers()).isEmpty();

        run.accept(Records.samplers(4), 1);
        run.accept(Records.samplers(2), 2);
        run.accept(Records.command(new PauseRun()), 3);

        assertThat(run.samplers()).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunState.class,
            names = {"RUNNING", "PAUSED"})
    void aRunThatGoesOnOrWaitsNeedsItsWorkers(RunState state) {
        run.accept(Records.manifest("foxes", 3, state).build());

        assertThat(run.over()).isEmpty();
    }

    @Test
    void aStopCountsOnceTheLearnerHasTakenItIn() {
        run.accept(Records.command(new StopRun()), 4);
        assertThat(run.over()).isEmpty();

        run.accept(Records.manifest("foxes", 3, RunState.STOPPED)
                .setNextControlOffset(5)
                .build());
        assertThat(run.over()).hasValue("the run is stopped");
    }

    @Test
    void aRunThatIsResumedNeedsItsWorkersBeforeItsLearnerIsThereToSaySo() {
        run.accept(Records.manifest("foxes", 3, RunState.STOPPED)
                .setNextControlOffset(5)
                .build());

        run.accept(Records.command(new ResumeRun()), 5);
        assertThat(run.over()).isEmpty();

        run.accept(Records.manifest("foxes", 4, RunState.STOPPED)
                .setNextControlOffset(7)
                .build());
        assertThat(run.over()).isPresent();
    }

    @Test
    void aRunAtItsEndNeedsItsWorkersUntilItsLastVersionIsEvaluatedAndJudged() {
        run.accept(Records.created("foxes", 1, OnOveroptimisation.ALERT), 0);
        run.accept(Records.metric("evaluation", 0));
        run.accept(Records.manifest("foxes", 3, RunState.FINISHED).build());
        assertThat(run.over()).isEmpty();

        run.accept(Records.metric("evaluation", 3));
        assertThat(run.over()).isEmpty();

        run.accept(Records.metric("guard", 3));
        assertThat(run.over()).hasValue("the run has come to its end");
    }

    @Test
    void whatIsNeitherEvaluatedNorJudgedIsOverAtOnce() {
        run.accept(Records.created("foxes", 0, OnOveroptimisation.IGNORE), 0);
        run.accept(Records.manifest("foxes", 3, RunState.FINISHED).build());

        assertThat(run.over()).isPresent();
    }

    @Test
    void aVersionThatWentBackIsNotEvaluatedAgain() {
        run.accept(Records.created("foxes", 1, OnOveroptimisation.ROLLBACK), 0);
        run.accept(Records.metric("guard", 3));
        run.accept(Records.manifest("foxes", 4, RunState.FINISHED)
                .setParentVersion(1)
                .build());

        assertThat(run.over()).isPresent();
    }
}
