package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.learner.SimulatedRun.Death;
import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of the tiny model, with real rollouts and a log in memory. */
@Tag("slow")
class LearnerRunTest {
    private static Kernels kernels;

    @TempDir
    private Path scratch;

    private final RunSpecification specification = Specifications.small();
    private final SimulatedSampling sampling = new SimulatedSampling(specification, kernels);
    private final SimulatedRun log = new SimulatedRun(specification, sampling);
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
    void trainsEveryIterationAndFinishes() throws Exception {
        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getVersion()).isEqualTo(2);
        assertThat(log.latest().getParentVersion()).contains(1);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 12L)
                .containsEntry(Counters.UPDATES, 4L);
        assertThat(log.manifests().values())
                .extracting(manifest -> manifest.getPolicySha256())
                .doesNotHaveDuplicates();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void endsWithTheSameWeightsWhereverALearnerDies() throws Exception {
        learn();
        String undisturbed = log.latest().getPolicySha256();
        int moments = log.moments();
        for (int moment = 0; moment < moments; moment++) {
            SimulatedRun disturbed = new SimulatedRun(specification, sampling);
            disturbed.dieAt(moment);

            assertThatThrownBy(() -> learn(disturbed)).isInstanceOf(Death.class);
            learn(disturbed);

            assertThat(disturbed.latest().getPolicySha256())
                    .as("moment %d", moment)
                    .isEqualTo(undisturbed);
            assertThat(disturbed.latest().getCounters())
                    .containsEntry(Counters.TRAINED, 12L)
                    .containsEntry(Counters.REQUESTED, 12L);
            assertThat(disturbed.requests).extracting(RolloutRequest::getId).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRunThatBeginsWithAVersionGoesOnAsItsOriginDid() throws Exception {
        learn();
        RunSpecification.Builder fork =
                RunSpecification.newBuilder(specification).setRun("fork").setIterations(1);
        Origin origin = new Origin("demo", 1, log.manifests().get(1).getPolicySha256(), 1, true, 0L);
        SimulatedRun whole = new SimulatedRun(fork.setOrigin(origin).build(), sampling, Optional.of(log));
        learn(whole);
        Origin withoutMoments = Origin.newBuilder(origin).setOptimizer(false).build();
        SimulatedRun bare = new SimulatedRun(fork.setOrigin(withoutMoments).build(), sampling, Optional.of(log));
        learn(bare);

        assertThat(whole.manifests().get(0).getPolicySha256()).isEqualTo(origin.getPolicySha256());
        assertThat(whole.latest().getPolicySha256()).isEqualTo(log.latest().getPolicySha256());
        assertThat(whole.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(whole.latest().getVersion()).isEqualTo(1);
        assertThat(bare.latest().getPolicySha256()).isNotEqualTo(log.latest().getPolicySha256());
    }

    @Test
    void aRunDoesNotBeginWithAVersionThatIsNotThere() {
        Origin origin = new Origin("demo", 3, "0".repeat(64), 1, true, 0L);
        RunSpecification fork = RunSpecification.newBuilder(specification)
                .setRun("fork")
                .setOrigin(origin)
                .build();

        assertThatThrownBy(() -> learn(new SimulatedRun(fork, sampling, Optional.of(log))))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage("origin: expected " + origin + ", found no such version");
    }

    @Test
    void pausesAtTheBoundaryAndGoesOnAsIfNothingHadHappened() throws Exception {
        String undisturbed = undisturbed();
        log.say(new PauseRun());
        learn();
        assertThat(log.latest().getState()).isEqualTo(RunState.PAUSED);
        assertThat(log.latest().getVersion()).isZero();
        assertThat(trainingRequests()).isEmpty();

        log.say(new ResumeRun());
        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getPolicySha256()).isEqualTo(undisturbed);
    }

    @Test
    void finishesTheIterationInHandBeforeItPauses() throws Exception {
        try (Learner learner = new Learner(log)) {
            log.say(new PauseRun());
            learner.work();
        }

        assertThat(log.latest().getVersion()).isEqualTo(1);
        assertThat(log.latest().getState()).isEqualTo(RunState.PAUSED);
        assertThat(log.latest().getCounters()).containsEntry(Counters.TRAINED, 6L);
    }

    @Test
    void staysStoppedUntilItIsResumed() throws Exception {
        log.say(new StopRun());
        learn();
        learn();
        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);

        log.say(new ResumeRun());
        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
    }

    @Test
    void trainsWithTheSettingsInEffect() throws Exception {
        String undisturbed = undisturbed();
        log.say(new ChangeSettings(Map.of("training.learningRate", "0.01", "iterations", "1")));

        learn();

        assertThat(log.latest().getVersion()).isEqualTo(1);
        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getSettings()).containsEntry("training.learningRate", "0.01");
        assertThat(log.latest().getPolicySha256()).isNotEqualTo(undisturbed);
    }

    @Test
    void trainsOnWhatDidNotFail() throws Exception {
        sampling.fail("t000000-00000-0002");

        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 11L)
                .containsEntry(Counters.FAILED, 1L);
    }

    @Test
    void trainsWithoutTrajectoriesThatAreOfNoUseAndSaysWhy() throws Exception {
        log.damage(
                "t000000-00000-0001",
                made -> Trajectory.newBuilder(made)
                        .setLogProbabilities(List.of(Float.NaN, Float.NaN))
                        .build());
        log.damage(
                "t000000-00000-0003",
                made -> Trajectory.newBuilder(made)
                        .setLatents(ByteBuffer.allocate(4))
                        .build());

        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 10L)
                .containsEntry(Counters.FAILED, 2L);
        assertThat(log.deadLetters)
                .extracting(DeadLetter::getReason)
                .containsExactlyInAnyOrder(
                        "trajectory t000000-00000-0001 of sampler sampler-1: expected finite logProbabilities, found"
                                + " others",
                        "trajectory t000000-00000-0003 of sampler sampler-1: expected bytes of latents 9216, found 4");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void stopsWhenTooManyTrajectoriesAreOfNoUse() {
        for (int sample = 0; sample < 4; sample++) {
            log.damage(
                    "t000000-00000-000" + sample,
                    made -> Trajectory.newBuilder(made).setPrompt("another").build());
        }

        assertThatThrownBy(this::learn)
                .hasMessageStartingWith(
                        "run demo is stopped: rewardFailure.maxFailedShare: expected at most a share of 0.5 to fail,"
                                + " found that 4 of 6 samples failed");
        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(log.deadLetters).hasSize(4);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void stopsWhenTooMuchFailsAndGoesOnWhenThatIsAllowed() throws Exception {
        for (int sample = 0; sample < 4; sample++) {
            sampling.fail("t000000-00000-000" + sample);
        }

        assertThatThrownBy(this::learn)
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN))
                .hasMessageStartingWith(
                        "run demo is stopped: rewardFailure.maxFailedShare: expected at most a share of");
        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(log.latest().getVersion()).isZero();

        log.say(new ChangeSettings(Map.of("rewardFailure.maxFailedShare", "1")));
        log.say(new ResumeRun());
        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.TRAINED, 8L)
                .containsEntry(Counters.FAILED, 4L);
        assertThat(trainingRequests()).doesNotHaveDuplicates();
    }

    @Test
    void quarantinesASamplerThatBreaksTheContractAndTrainsOnNothingOfItsIteration() throws Exception {
        String undisturbed = undisturbed();
        sampling.samplers("good", "bad");
        sampling.skew("bad", 2e-4f);

        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getQuarantined()).containsExactly("bad");
        assertThat(log.manifests().get(1).getPolicySha256())
                .isEqualTo(log.manifests().get(0).getPolicySha256());
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 18L)
                .containsEntry(Counters.TRAINED, 12L)
                .containsEntry(Counters.DISCARDED, 6L)
                .containsEntry(Counters.DISCARDED_ITERATIONS, 1L);
        assertThat(log.latest().getPolicySha256()).isEqualTo(undisturbed);
    }

    @Test
    void stopsWhenNoSamplerIsLeft() {
        sampling.skew("sampler-1", 1);

        assertThatThrownBy(this::learn)
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN))
                .hasMessageContaining("sampler sampler-1: expected log-probabilities within")
                .hasMessageEndingWith("no other sampler took part");
        assertThat(log.latest().getState()).isEqualTo(RunState.STOPPED);
        assertThat(log.latest().getVersion()).isZero();
    }

    @Test
    void issuesAgainWhatDoesNotComeBack() throws Exception {
        String undisturbed = undisturbed();
        log.silence();
        try (Learner learner = new Learner(log)) {
            for (int cycle = 0; cycle < 200; cycle++) {
                learner.step();
            }
            assertThat(Counters.of(log.latest(), Counters.REISSUED)).isBetween(2L, 20L);
            assertThat(trainingRequests().subList(2, 4))
                    .isEqualTo(trainingRequests().subList(0, 2));

            log.speak();
            learner.work();
        }

        assertThat(log.latest().getPolicySha256()).isEqualTo(undisturbed);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 12L);
    }

    @Test
    void measuresEveryUpdateAndEveryIteration() throws Exception {
        learn();

        assertThat(log.metrics)
                .extracting(Metric::getSeries, Metric::getIteration, Metric::getStep)
                .containsExactly(
                        tuple("learner.update", 0, 0L),
                        tuple("learner.update", 0, 1L),
                        tuple("iteration", 0, 0L),
                        tuple("learner.update", 1, 2L),
                        tuple("learner.update", 1, 3L),
                        tuple("iteration", 1, 1L));
        Map<String, Double> iteration = log.metrics.get(2).getValues();
        assertThat(iteration)
                .containsEntry("rewardMean", 1.0)
                .containsEntry("samples", 6.0)
                .containsEntry("updates", 2.0);
        assertThat(iteration.get("maxLogRatioOnPolicy")).isLessThan(1e-5);
        assertThat(iteration.get("wallSeconds"))
                .isGreaterThan(iteration.get("modelSeconds") + iteration.get("waitingSeconds"));
        assertThat(log.metrics.get(0).getValues())
                .containsEntry("transitions", 6.0)
                .containsEntry("approxKl", 0.0);
    }

    @Test
    void refusesToGoOnFromWeightsThatAreNotThoseOfTheManifest() throws Exception {
        learn();
        log.say(new ChangeSettings(Map.of("iterations", "3")));
        log.tamper();

        assertThatThrownBy(this::learn)
                .isInstanceOf(FatalRoleException.class)
                .hasMessageStartingWith("version 2: expected policySha256 tampered with, found");
    }

    @Test
    void pipelinedItTrainsOnSamplesOfOlderVersionsInTheirOrder() throws Exception {
        SimulatedRun pipelined = pipelined(2, 5);

        learn(pipelined);

        assertThat(pipelined.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(pipelined.latest().getOpenIterations()).isEmpty();
        assertThat(iterations(pipelined, "staleness")).containsExactly(0.0, 1.0, 2.0, 2.0, 2.0);
        assertThat(iterations(pipelined, "openSamples")).containsExactly(18.0, 18.0, 18.0, 12.0, 6.0);
        assertThat(pipelined.requests.stream().filter(request -> request.getPurpose() == Purpose.TRAIN))
                .extracting(RolloutRequest::getIteration, RolloutRequest::getPolicyVersion)
                .containsSubsequence(tuple(0, 0), tuple(1, 0), tuple(2, 0), tuple(3, 1), tuple(4, 2));
        assertThat(pipelined.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 30L)
                .containsEntry(Counters.TRAINED, 30L);
        assertThat(scratch).isEmptyDirectory();
    }

    /** Requests with wolves are answered last, and no two requests in the order in which they were made. */
    @Test
    void withASlowSamplerNothingIsTooOldAndNoPromptIsFavoured() throws Exception {
        int staleness = 2;
        SimulatedRun lockstep = pipelined(0, 6);
        learn(lockstep);
        SimulatedRun slow = pipelined(staleness, 6);
        slow.answerOneByOne(Comparator.comparing((RolloutRequest request) -> request.getSamples().stream()
                        .filter(sample -> sample.getPrompt().equals("two wolves"))
                        .count())
                .thenComparing(RolloutRequest::getId, Comparator.reverseOrder()));

        learn(slow);

        assertThat(slow.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(iterations(slow, "staleness")).containsExactly(0.0, 1.0, 2.0, 2.0, 2.0, 2.0);
        assertThat(iterations(slow, "samples")).containsOnly(6.0);
        assertThat(slow.read).as("what is trained on, in order").isEqualTo(lockstep.read);
        SimulatedRun quick = pipelined(staleness, 6);
        learn(quick);
        assertThat(slow.latest().getPolicySha256()).isEqualTo(quick.latest().getPolicySha256());
    }

    /** In the second iteration of three: the first is as in lockstep, and in the last nothing more is requested. */
    @Test
    void pipelinedItEndsWithTheSameWeightsWhereverALearnerDies() throws Exception {
        SimulatedRun undisturbed = pipelined(1, 3);
        learn(undisturbed);
        int moments = undisturbed.moments();
        for (int moment = moments / 3; moment < 2 * moments / 3; moment++) {
            SimulatedRun disturbed = pipelined(1, 3);
            disturbed.dieAt(moment);

            assertThatThrownBy(() -> learn(disturbed)).isInstanceOf(Death.class);
            learn(disturbed);

            assertThat(disturbed.latest().getPolicySha256())
                    .as("moment %d", moment)
                    .isEqualTo(undisturbed.latest().getPolicySha256());
            assertThat(disturbed.requests).extracting(RolloutRequest::getId).doesNotHaveDuplicates();
        }
    }

    @Test
    void pipelinedItGoesOnAfterAPauseWithWhatIsOpen() throws Exception {
        SimulatedRun undisturbed = pipelined(1, 4);
        learn(undisturbed);
        SimulatedRun paused = pipelined(1, 4);
        try (Learner learner = new Learner(paused)) {
            paused.say(new PauseRun());
            learner.work();
        }
        assertThat(paused.latest().getState()).isEqualTo(RunState.PAUSED);
        assertThat(paused.latest().getVersion()).isEqualTo(1);
        assertThat(paused.latest().getOpenIterations())
                .extracting(OpenIteration::getIteration)
                .containsExactly(1);

        paused.say(new ResumeRun());
        learn(paused);

        assertThat(paused.latest().getPolicySha256())
                .isEqualTo(undisturbed.latest().getPolicySha256());
        assertThat(paused.requests).containsExactlyElementsOf(undisturbed.requests);
    }

    @Test
    void pipelinedItGivesUpEverythingOfAQuarantinedSampler() throws Exception {
        SimulatedRun run = pipelined(1, 3);
        sampling.samplers("good", "bad");
        sampling.skew("bad", 2e-4f);

        learn(run);

        assertThat(run.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(run.latest().getQuarantined()).containsExactly("bad");
        assertThat(run.latest().getCounters())
                .containsEntry(Counters.TRAINED, 18L)
                .containsEntry(Counters.DISCARDED, 12L)
                .containsEntry(Counters.DISCARDED_ITERATIONS, 2L)
                .containsEntry(Counters.REQUESTED, 30L);
        assertThat(iterations(run, "staleness"))
                .allSatisfy(versions -> assertThat(versions).isBetween(0.0, 1.0));
    }

    private SimulatedRun pipelined(int staleness, int iterations) {
        return new SimulatedRun(
                RunSpecification.newBuilder(specification)
                        .setStaleness(staleness)
                        .setIterations(iterations)
                        .build(),
                sampling);
    }

    private static List<Double> iterations(SimulatedRun run, String figure) {
        return run.metrics.stream()
                .filter(metric -> metric.getSeries().equals("iteration"))
                .map(metric -> metric.getValues().get(figure))
                .toList();
    }

    private String undisturbed() throws Exception {
        SimulatedRun other = new SimulatedRun(specification, sampling);
        learn(other);
        return other.latest().getPolicySha256();
    }

    private List<String> trainingRequests() {
        return log.requests.stream()
                .filter(request -> request.getPurpose() == Purpose.TRAIN)
                .map(RolloutRequest::getId)
                .toList();
    }

    private void learn() throws Exception {
        learn(log);
    }

    private void learn(SimulatedRun from) throws Exception {
        try (Learner learner = new Learner(from)) {
            learner.work();
        }
    }

    /** A learner's process, with nothing but the log to begin with. */
    private final class Learner implements AutoCloseable {
        private final LearnerModel model;
        private Phase phase;

        Learner(SimulatedRun from) throws Exception {
            model = LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), from.specification());
            try {
                phase = new LearnerRun(
                                from,
                                model,
                                new CommitPlanner(from.specification(), "learner"),
                                LearnerListener.NONE,
                                new LearnerRun.Options(scratch, new Reissue(Duration.ofSeconds(1))),
                                () -> now = now.plusMillis(10))
                        .takeOver();
            } catch (Exception e) {
                model.close();
                throw e;
            }
        }

        void step() throws Exception {
            phase = phase.advance();
        }

        /** Works until there is nothing to do. */
        void work() throws Exception {
            while (!phase.over() && !phase.idle()) {
                step();
            }
        }

        @Override
        public void close() throws IOException {
            phase.close();
            model.close();
        }
    }
}
