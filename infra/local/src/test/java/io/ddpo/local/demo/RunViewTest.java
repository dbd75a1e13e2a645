package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunViewTest {

    @Test
    void aFinishedRunIsCompleteOnceItsLastVersionIsEvaluated() {
        RunView view = view(OnOveroptimisation.IGNORE);
        view.accept(Runs.manifest(2, RunState.FINISHED));
        view.accept(metric("evaluation", 0, Map.of()));
        assertThat(view.isComplete()).isFalse();

        view.accept(metric("evaluation", 2, Map.of()));

        assertThat(view.isComplete()).isTrue();
    }

    @Test
    void aGuardedRunIsCompleteOnceItsLastVersionIsJudged() {
        RunView view = view(OnOveroptimisation.ALERT);
        view.accept(Runs.manifest(2, RunState.FINISHED));
        view.accept(metric("evaluation", 2, Map.of()));
        assertThat(view.isComplete()).isFalse();

        view.accept(metric("guard", 2, Map.of("overoptimised", 0.0)));

        assertThat(view.isComplete()).isTrue();
        assertThat(view.stopped()).isEmpty();
    }

    @Test
    void aRunThatItsGuardStoppedIsComplete() {
        RunView view = view(OnOveroptimisation.STOP);
        view.accept(stopped("too pale"));
        view.accept(marked(1));

        assertThat(view.isComplete()).isTrue();
        assertThat(view.stopped()).isEmpty();
    }

    @Test
    void aRunThatItsGuardStoppedGoesOnOnceSomebodySaysSo() {
        RunView view = view(OnOveroptimisation.STOP);
        view.accept(stopped("too pale"));
        view.accept(marked(1));

        view.accept(new Control("somebody", "to see", Runs.START, new ResumeRun()));
        view.readCommandsTo(2);

        assertThat(view.isComplete()).isFalse();
    }

    @Test
    void aStopIsKnownBeforeItIsFollowedAndForgottenOnceTheRunIsResumed() {
        RunView view = view(OnOveroptimisation.IGNORE);

        view.accept(new Control("grace", "one is enough", Runs.START, new StopRun()));
        assertThat(view.stopAsked()).contains("grace: one is enough");
        assertThat(view.stoppedByCommand()).isEmpty();

        view.accept(new Control("ada", "it is not", Runs.START, new ResumeRun()));
        assertThat(view.stopAsked()).isEmpty();
    }

    @Test
    void aRunThatWasRolledBackIsCompleteThoughItsLastVersionIsNotEvaluated() {
        RunView view = view(OnOveroptimisation.ROLLBACK);
        view.accept(metric("evaluation", 2, Map.of()));
        view.accept(marked(2));
        view.accept(WeightsManifest.newBuilder(Runs.manifest(3, RunState.FINISHED))
                .setParentVersion(1)
                .setStateReason("too pale; rolled back to version 1")
                .build());

        assertThat(view.isComplete()).isTrue();
    }

    @Test
    void aRunOfAnEarlierReleaseIsCompleteOnceItsLastVersionIsSampled() {
        RunView view = view(OnOveroptimisation.IGNORE);
        view.accept(Runs.manifest(2, RunState.FINISHED));
        view.accept(evaluated("e2-0"));
        assertThat(view.isComplete()).isFalse();

        view.accept(evaluated("e2-1"));

        assertThat(view.isComplete()).isTrue();
    }

    @Test
    void aRunThatWentOnAndStoppedForAnotherReasonIsNot() {
        RunView view = view(OnOveroptimisation.STOP);
        view.accept(marked(1));
        view.accept(stopped("too many rewards failed"));
        view.readCommandsTo(1);

        assertThat(view.isComplete()).isFalse();
        assertThat(view.stopped()).contains("too many rewards failed");
    }

    @Test
    void aRunThatSomebodyStoppedIsNot() {
        RunView view = view(OnOveroptimisation.STOP);
        view.accept(Runs.manifest(1, RunState.STOPPED));
        view.accept(metric("guard", 1, Map.of("overoptimised", 0.0)));
        view.readCommandsTo(1);

        assertThat(view.isComplete()).isFalse();
        assertThat(view.stopped()).isPresent();
    }

    private static WeightsManifest stopped(String reason) {
        return WeightsManifest.newBuilder(Runs.manifest(1, RunState.STOPPED))
                .setStateReason(reason)
                .build();
    }

    private static Metric marked(int version) {
        return Metric.newBuilder(metric("guard", version, Map.of("overoptimised", 1.0)))
                .setLabels(Map.of("reason", "too pale"))
                .build();
    }

    private static Outcome evaluated(String id) {
        return Outcome.newBuilder()
                .setTrajectoryId(id)
                .setRequestId("e2")
                .setIndexInRequest(0)
                .setIteration(2)
                .setIterationSize(2)
                .setPurpose(Purpose.EVALUATION)
                .setPolicyVersion(2)
                .setPrompt("a fox")
                .setSeed(0)
                .setSampler("sampler-1")
                .setResult(new Failure("sampling", "no memory"))
                .build();
    }

    private static RunView view(OnOveroptimisation action) {
        return new RunView(RunSpecification.newBuilder(Runs.specification())
                .setGuard(new GuardSettings(List.of(), 0.2, action))
                .build());
    }

    private static Metric metric(String series, int version, Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(version)
                .setPolicyVersion(version)
                .setStep(version)
                .setTimestamp(Runs.START)
                .setValues(values)
                .build();
    }
}
