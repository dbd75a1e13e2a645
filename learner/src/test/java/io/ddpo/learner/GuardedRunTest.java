package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.learner.SimulatedRun.Death;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of two iterations whose reward is over-optimised at some version, or at none. */
@Tag("slow")
class GuardedRunTest {
    private static final int NEVER = 9;

    /** Waiting, reading, weights, training state, transaction: before and after each. */
    private static final int MOMENTS_OF_AN_ITERATION = 9;

    /** Steps in which nothing was due, after which a test goes on. */
    private static final int PATIENCE = 10;

    private static Kernels kernels;

    @TempDir
    private Path scratch;

    private final SimulatedSampling sampling = new SimulatedSampling(Specifications.small(), kernels);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeAll
    static void load() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void unload() {
        kernels.close();
    }

    @AfterEach
    void close() {
        sampling.close();
    }

    @Test
    void waitsForEveryEvaluationAndJudgesItOnce() throws Exception {
        SimulatedRun log = run(OnOveroptimisation.STOP, NEVER);
        log.evaluate(version -> List.of());

        learn(log);
        assertThat(log.latest().getVersion()).isZero();

        log.evaluate(version -> shown(version, NEVER));
        learn(log);
        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(judgements(log))
                .extracting(
                        Metric::getPolicyVersion, metric -> metric.getValues().get("overoptimised"))
                .containsExactly(tuple(0, 0.0), tuple(1, 0.0), tuple(2, 0.0));
    }

    @Test
    void aGuardChangesNothingAboutWhatIsLearned() throws Exception {
        SimulatedRun unguarded = run(OnOveroptimisation.IGNORE, 1);
        SimulatedRun alerted = run(OnOveroptimisation.ALERT, 1);

        learn(unguarded);
        learn(alerted);

        assertThat(alerted.latest().getPolicySha256())
                .isEqualTo(unguarded.latest().getPolicySha256());
        assertThat(alerted.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(judgements(unguarded)).isEmpty();
        assertThat(judgements(alerted).get(1).getLabels().get("reason")).startsWith("the reward has risen by");
    }

    @Test
    void stopsAtTheVersionAndGoesOnForWhoeverResumesIt() throws Exception {
        SimulatedRun log = run(OnOveroptimisation.STOP, 1);

        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(log.latest().getVersion()).isEqualTo(1);
        assertThat(log.latest().getStateReason()).startsWith("the reward has risen by");

        log.say(new ResumeRun());
        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getVersion()).isEqualTo(2);
        assertThat(judgements(log))
                .extracting(
                        Metric::getPolicyVersion, metric -> metric.getValues().get("overoptimised"))
                .as("found once")
                .containsExactly(tuple(0, 0.0), tuple(1, 1.0), tuple(2, 0.0));
    }

    @Test
    void rollsBackToTheLastSoundVersionAndTrainsOnFromThereForWhoeverResumesIt() throws Exception {
        SimulatedRun log = run(OnOveroptimisation.ROLLBACK, 1);

        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(log.latest().getVersion()).isEqualTo(2);
        assertThat(log.latest().getParentVersion()).contains(0);
        assertThat(log.latest().getPolicySha256())
                .isEqualTo(log.manifests().get(0).getPolicySha256());
        assertThat(log.latest().getStateReason()).endsWith("; rolled back to version 0");
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.TRAINED, 6L)
                .containsEntry(Counters.DISCARDED, 6L);

        log.say(new ResumeRun());
        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getCounters()).containsEntry(Counters.TRAINED, 12L);
    }

    @Test
    void rollsBackAFinishedRunWhoseLastVersionIsOveroptimised() throws Exception {
        SimulatedRun log = run(OnOveroptimisation.ROLLBACK, 2);

        learn(log);
        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getVersion()).isEqualTo(3);
        assertThat(log.latest().getPolicySha256())
                .isEqualTo(log.manifests().get(1).getPolicySha256());
    }

    @Test
    void whatWasSampledOnTheWayThatWasLeftIsNotTrainedOn() throws Exception {
        RunSpecification pipelined = RunSpecification.newBuilder(guarded(OnOveroptimisation.ROLLBACK))
                .setStaleness(1)
                .setIterations(3)
                .build();
        SimulatedRun log = run(pipelined, 1);
        learn(log);
        assertThat(log.latest().getOpenIterations())
                .extracting(OpenIteration::getPolicyVersion)
                .as("requested with the version that is left")
                .containsExactly(1);

        log.say(new ResumeRun());
        learn(log);

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.TRAINED, 18L)
                .containsEntry(Counters.DISCARDED, 12L);
        assertThat(log.read).hasSize(4);
    }

    /** In the iteration that is given up: before it, a guard decides nothing. */
    @Test
    void endsTheSameWhereverALearnerDies() throws Exception {
        SimulatedRun log = run(OnOveroptimisation.ROLLBACK, 1);
        learn(log);
        int moments = log.moments();
        for (int moment = moments - MOMENTS_OF_AN_ITERATION; moment < moments; moment++) {
            SimulatedRun disturbed = run(OnOveroptimisation.ROLLBACK, 1);
            disturbed.dieAt(moment);

            assertThatThrownBy(() -> learn(disturbed)).isInstanceOf(Death.class);
            learn(disturbed);

            assertThat(disturbed.latest().getPolicySha256())
                    .as("moment %d", moment)
                    .isEqualTo(log.latest().getPolicySha256());
            assertThat(judgements(disturbed))
                    .extracting(Metric::getPolicyVersion)
                    .containsExactly(0, 1);
            assertThat(disturbed.manifests()).hasSameSizeAs(log.manifests());
        }
    }

    private SimulatedRun run(OnOveroptimisation action, int overoptimisedAt) {
        return run(guarded(action), overoptimisedAt);
    }

    private SimulatedRun run(RunSpecification guarded, int overoptimisedAt) {
        SimulatedRun log = new SimulatedRun(guarded, sampling);
        log.evaluate(version -> shown(version, overoptimisedAt));
        return log;
    }

    private static RunSpecification guarded(OnOveroptimisation action) {
        RunSpecification small = Specifications.small();
        return RunSpecification.newBuilder(small)
                .setEvaluation(EvaluationSettings.newBuilder(small.getEvaluation())
                        .setEvery(1)
                        .build())
                .setGuard(new GuardSettings(List.of(), 0.2, action))
                .setRetention(new RetentionSettings(0, 0, 2))
                .build();
    }

    private static List<Metric> shown(int version, int overoptimisedAt) {
        boolean lost = version >= overoptimisedAt;
        return List.of(Metric.newBuilder()
                .setSeries("evaluation")
                .setIteration(version)
                .setPolicyVersion(version)
                .setStep(version)
                .setTimestamp(Instant.EPOCH)
                .setLabels(Map.of("prompts", "all"))
                .setValues(Map.of(
                        "reward",
                        (double) version,
                        "rewardStd",
                        0.1,
                        "guard.contrast",
                        lost ? 0.1 : 0.2,
                        "guardStd.contrast",
                        0.01,
                        "diversity",
                        0.1))
                .build());
    }

    private static List<Metric> judgements(SimulatedRun log) {
        return log.metrics.stream()
                .filter(metric -> metric.getSeries().equals(Guard.SERIES))
                .toList();
    }

    private void learn(SimulatedRun log) throws Exception {
        try (LearnerModel model =
                LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), log.specification())) {
            Phase phase = new LearnerRun(
                            log,
                            model,
                            new CommitPlanner(log.specification(), "learner"),
                            LearnerListener.NONE,
                            new LearnerRun.Options(scratch, new Reissue(Duration.ofSeconds(1))),
                            () -> now = now.plusMillis(10))
                    .takeOver();
            try {
                int idle = 0;
                while (!phase.over() && idle < PATIENCE) {
                    phase = phase.advance();
                    idle = phase.idle() ? idle + 1 : 0;
                }
            } finally {
                phase.close();
            }
        }
    }
}
