package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.policy.ClippedImportance;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.PolicyGradient;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.ComputeSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.Precision;
import io.ddpo.schemas.avro.RegressionSettings;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training of the tiny model on six real trajectories. */
@Tag("slow")
class IterationTrainingTest {
    private static Kernels kernels;
    private static List<Trajectory> trajectories;
    private static List<Advantage> advantages;

    @TempDir
    private Path scratch;

    private final RunSpecification specification = Specifications.small();
    private LearnerModel model;

    @BeforeAll
    static void sample() throws IOException {
        kernels = Kernels.onCpu();
        RunSpecification specification = Specifications.small();
        Map<String, Trajectory> made = new HashMap<>();
        try (SimulatedSampling sampling = new SimulatedSampling(specification, kernels);
                LearnerModel base = LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), specification)) {
            var requests = new Planner(specification).training(0, 0, 0);
            for (RolloutRequest request : requests) {
                sampling.answer(request, base.weights().open().readAllBytes(), made);
            }
            advantages = sampling.close(requests, made, 0).advantages();
        }
        trajectories = List.copyOf(made.values());
    }

    @AfterAll
    static void unload() {
        kernels.close();
    }

    @BeforeEach
    void open() throws IOException {
        model = LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), specification);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void accumulatesTheGradientOfTheWholeUpdateWhateverTheMicroBatch() throws Exception {
        Map<String, float[]> atOnce = gradients(12);

        for (int microBatch : new int[] {2, 4, 5}) {
            Map<String, float[]> inParts = gradients(microBatch);
            double norm = norm(atOnce, atOnce, 0);
            assertThat(norm).isGreaterThan(1e-3);
            assertThat(norm(atOnce, inParts, 1))
                    .as("difference with micro-batches of %d", microBatch)
                    .isLessThan(1e-5 * norm);
        }
    }

    @Test
    void endsWithTheSameWeightsWhateverTheOrderOfArrival() throws Exception {
        train(batch(trajectories, sample -> "sampler-1"));
        String first = model.sha256();
        List<Trajectory> reversed = new ArrayList<>(trajectories);
        Collections.reverse(reversed);
        close();
        open();

        train(batch(reversed, sample -> "sampler-1"));

        assertThat(model.sha256()).isEqualTo(first);
    }

    @Test
    void updatesThePolicyOncePerMinibatch() throws Exception {
        IterationTraining training = train(batch(trajectories, sample -> "sampler-1"));

        assertThat(training.figures()).hasSize(2).allSatisfy(update -> {
            assertThat(update.transitions()).isEqualTo(6);
            assertThat(update.gradientNorm()).isPositive();
        });
        assertThat(approxKl(training, 0)).isLessThan(1e-12);
        assertThat(approxKl(training, 1)).isGreaterThan(1e-12);
        assertThat(training.done()).isEqualTo(training.total());
        assertThat(training.contract().maxLogRatio()).isLessThan(1e-5);
    }

    @Test
    void leavesTheModelAsItWasWhenASamplerBrokeTheContract() throws Exception {
        String before = model.sha256();

        IterationTraining training = train(batch(skewed(0), sample -> sample == 0 ? "bad" : "good"));

        assertThat(training.contract().broken()).containsExactly("bad");
        assertThat(training.figures()).isEmpty();
        assertThat(model.sha256()).isEqualTo(before);
        close();
        open();
        train(batch(trajectories, sample -> "good"));
        String clean = model.sha256();
        close();
        open();
        train(batch(skewed(0), sample -> "bad"));
        train(batch(trajectories, sample -> "good"));
        assertThat(model.sha256()).as("after gradients were discarded").isEqualTo(clean);
    }

    @Test
    void belowFp32RatiosReferToItsOwnLogProbabilities() throws Exception {
        RunSpecification coarse = RunSpecification.newBuilder(specification)
                .setCompute(new ComputeSettings(Precision.BF16, true))
                .build();
        close();
        model = LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), coarse);

        IterationTraining training = train(coarse);

        assertThat(training.contract().broken()).isEmpty();
        assertThat(training.contract().maxLogRatio())
                .as("drift against samples drawn in fp32; two steps make 200 standard deviations of one unit")
                .isGreaterThan(1e-5)
                .isFinite();
        assertThat(approxKl(training, 0)).isLessThan(1e-12);
        assertThat(approxKl(training, 1)).isGreaterThan(1e-12);
        assertThat(training.done()).isEqualTo(training.total());
    }

    @Test
    void probesASamplerThatHasNothingInTheFirstMinibatch() throws Exception {
        int inTheSecond = lastSampleTrained();

        IterationTraining training =
                train(batch(skewed(inTheSecond), sample -> sample == inTheSecond ? "rare" : "common"));

        assertThat(training.contract().broken()).containsExactly("rare");
    }

    @Test
    void hasNothingToDoWithoutSamples() throws Exception {
        TrajectoryScratch none = TrajectoryScratch.in(scratch, 2, 768);

        IterationTraining training = train(new TrainingBatch(List.of(), none, model.steps(), true));

        assertThat(training.total()).isZero();
        assertThat(training.figures()).isEmpty();
    }

    @Test
    void clampsAdvantages() throws Exception {
        try (TrainingBatch batch = batch(trajectories, sample -> "sampler-1")) {
            MicroBatch rows = MicroBatch.cut(List.of(new Transition(0, 0)), 2).get(0);
            float advantage = (float) batch.samples().get(0).advantage();

            assertThat(Math.abs(advantage)).isGreaterThan(0.1f);
            assertThat(batch.advantages(rows, 5)).containsExactly(advantage, 0);
            assertThat(batch.advantages(rows, 0.1)).containsExactly(Math.copySign(0.1f, advantage), 0);
        }
    }

    @Test
    void becomesACommittedVersionAgainBitForBit() throws Exception {
        train(batch(trajectories, sample -> "sampler-1"));
        Path weights = SafetensorsFiles.write(scratch, model.weights());
        Path state = SafetensorsFiles.write(scratch, model.trainingState());
        String sha256 = model.sha256();
        close();
        open();

        model.restoreWeights(1, weights, sha256);
        model.restoreTrainingState(1, state);

        assertThat(model.sha256()).isEqualTo(sha256);
        assertThat(model.weights().open()).hasSameContentAs(Files.newInputStream(weights));
        assertThat(model.trainingState().open()).hasSameContentAs(Files.newInputStream(state));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyAlgorithmLearnsAndEndsWithTheSameWeightsAgain(Algorithm algorithm) throws Exception {
        RunSpecification small = with(algorithm, new KlSettings(0, 0.0));
        String before = model.sha256();

        IterationTraining training = train(small);
        String after = model.sha256();
        close();
        open();
        train(small);

        assertThat(after).isNotEqualTo(before).isEqualTo(model.sha256());
        assertThat(training.figures()).hasSize(updates(algorithm)).allSatisfy(update -> {
            assertThat(update.gradientNorm()).isPositive();
            assertThat(update.ratios().isPresent()).isEqualTo(!isRegression(algorithm));
        });
        assertThat(training.done()).isEqualTo(training.total());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyAlgorithmHoldsSamplersToTheContract(Algorithm algorithm) throws Exception {
        String before = model.sha256();

        IterationTraining training = train(
                with(algorithm, new KlSettings(0, 0.0)), batch(skewed(0), sample -> sample == 0 ? "bad" : "good"));

        assertThat(training.contract().broken()).containsExactly("bad");
        assertThat(model.sha256()).isEqualTo(before);
    }

    /** The policy that sampled found transitions less probable than this one, of each trajectory by another factor. */
    @ParameterizedTest
    @EnumSource(names = {"DDPO_IS", "DDPO_SF"})
    void samplesOfAnotherPolicyWeighHowMuchLikelierTheyAreToThisOne(Algorithm algorithm) throws Exception {
        RunSpecification small = with(algorithm, new KlSettings(0, 0.0));
        List<Trajectory> lessLikely = trajectories.stream()
                .map(trajectory -> skewed(trajectory, -0.2f * position(trajectory.getId())))
                .toList();
        List<Advantage> weighed = advantages.stream()
                .map(advantage -> Advantage.newBuilder(advantage)
                        .setAdvantage(advantage.getAdvantage() * Math.exp(0.2 * position(advantage.getTrajectoryId())))
                        .build())
                .toList();
        Map<String, float[]> before = learned();
        Map<String, float[]> unweighed = learned(small, batch(advantages, trajectories, sample -> "this", true));
        Map<String, float[]> expected = learned(small, batch(weighed, trajectories, sample -> "this", true));

        reopen(small);
        IterationTraining offPolicy = train(small, batch(advantages, lessLikely, sample -> "another", false));

        assertThat(offPolicy.contract().broken()).isEmpty();
        assertThat(offPolicy.contract().maxLogRatio()).isCloseTo(1, within(1e-4));
        assertThat(offPolicy.done()).isEqualTo(offPolicy.total());
        assertThat(approxKl(offPolicy, 0)).as("against this policy").isLessThan(1e-10);
        double change = norm(expected, before, 1);
        assertThat(norm(learned(), expected, 1)).isLessThan(1e-2 * change);
        assertThat(norm(unweighed, expected, 1)).isGreaterThan(5e-2 * change);
    }

    @Test
    void sparseRegressionTrainsOnTheBestOfEachPrompt() throws Exception {
        IterationTraining training = train(with(Algorithm.RWR_SPARSE, new KlSettings(0, 0.0)));

        long prompts = advantages.stream().map(Advantage::getPrompt).distinct().count();
        assertThat(training.figures().stream()
                        .filter(update -> update.transitions() > 0)
                        .mapToInt(UpdateFigures::transitions)
                        .sum())
                .isEqualTo((int) prompts * 3);
    }

    @Test
    void measuresTheDivergenceOfThePolicyThatSampled() throws Exception {
        RunSpecification measuring = with(Algorithm.DDPO_IS, new KlSettings(5, 0.0));
        reopen(measuring);
        IterationTraining first = train(measuring);
        IterationTraining second = train(measuring);

        assertThat(first.divergence().orElseThrow()).as("of fresh adapters").isZero();
        assertThat(second.divergence().orElseThrow()).isPositive();
        assertThat(first.done()).isEqualTo(first.total());
    }

    @Test
    void aMeasurementChangesNoBitOfTheTraining() throws Exception {
        train(specification);
        String unmeasured = model.sha256();
        RunSpecification measuring = with(Algorithm.DDPO_IS, new KlSettings(5, 0.0));
        reopen(measuring);

        train(measuring);

        assertThat(model.sha256()).isEqualTo(unmeasured);
    }

    @Test
    void aPenaltyKeepsThePolicyCloserToItsBase() throws Exception {
        double free = divergenceAfterTraining(0);
        double charged = divergenceAfterTraining(1e6);

        assertThat(charged).isPositive().isLessThan(0.9 * free);
    }

    /** By the score function, and under a contract that passes whatever the policy has become meanwhile. */
    private double divergenceAfterTraining(double coefficient) throws Exception {
        RunSpecification charged = with(Algorithm.DDPO_SF, new KlSettings(12, coefficient));
        RunSpecification penalised = RunSpecification.newBuilder(charged)
                .setObjective(Objective.newBuilder(charged.getObjective())
                        .setClipRange(1e6)
                        .build())
                .build();
        reopen(penalised);
        for (int i = 0; i < 6; i++) {
            train(penalised);
        }
        return train(penalised).divergence().orElseThrow();
    }

    private RunSpecification with(Algorithm algorithm, KlSettings kl) {
        TrainingSettings training = TrainingSettings.newBuilder(specification.getTraining())
                .setUpdatesPerBatch(algorithm == Algorithm.DDPO_SF ? 1 : 2)
                .setInnerEpochs(isRegression(algorithm) ? 3 : 1)
                .build();
        return RunSpecification.newBuilder(specification)
                .setTraining(training)
                .setObjective(Objective.newBuilder(specification.getObjective())
                        .setAlgorithm(algorithm)
                        .setRegression(new RegressionSettings(0.5, true, 90.0))
                        .setKl(kl)
                        .build())
                .build();
    }

    private Map<String, float[]> learned(RunSpecification with, TrainingBatch batch) throws Exception {
        reopen(with);
        train(with, batch);
        return learned();
    }

    /** What was learned, by name. */
    private Map<String, float[]> learned() throws IOException {
        Map<String, float[]> learned = new HashMap<>();
        try (Safetensors tensors = Safetensors.inMemory(model.weights().open().readAllBytes(), "weights")) {
            tensors.all().forEach((name, tensor) -> learned.put(name, tensor.values()));
        }
        return learned;
    }

    private static int position(String trajectoryId) {
        return advantages.stream().map(Advantage::getTrajectoryId).toList().indexOf(trajectoryId);
    }

    private static boolean isRegression(Algorithm algorithm) {
        return algorithm == Algorithm.RWR || algorithm == Algorithm.RWR_SPARSE;
    }

    private static int updates(Algorithm algorithm) {
        return isRegression(algorithm) ? 6 : algorithm == Algorithm.DDPO_SF ? 1 : 2;
    }

    private void reopen(RunSpecification with) throws IOException {
        close();
        model = LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), with);
    }

    private IterationTraining train(RunSpecification with) throws Exception {
        return train(with, batch(trajectories, sample -> "sampler-1"));
    }

    private IterationTraining train(TrainingBatch batch) throws Exception {
        return train(specification, batch);
    }

    private IterationTraining train(RunSpecification with, TrainingBatch batch) throws Exception {
        try (IterationTraining training = new IterationTraining(model, batch, with, 0, InstantSource.system())) {
            while (!training.finished()) {
                training.advance();
            }
            return training;
        }
    }

    /**
     * The gradients of one update. Another batch shape rounds differently, and in two steps a unit of the UNet's output
     * is over 200 standard deviations. So ratios refer to log-probabilities of the same shape, and nothing is guided:
     * what is left to compare is how the parts are added up.
     */
    private Map<String, float[]> gradients(int microBatch) throws IOException {
        Map<String, float[]> gradients = new HashMap<>();
        LoraSettings lora = new LoraSettings(4, 4, LoraSettings.ATTENTION, 3);
        try (Policy policy = Policy.lora(kernels, ModelFolder.at(Specifications.MODEL), lora);
                TrainingBatch batch = batch(trajectories, sample -> "sampler-1")) {
            policy.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
            PolicyGradient objective = new PolicyGradient(policy, 1);
            PlannedUpdate update = new EpochPlan(EpochPlan.permuted(2, 2), 1, microBatch)
                    .updates(0, 1, new int[] {0, 1, 2, 3, 4, 5})
                    .get(0);
            for (MicroBatch rows : update.microBatches()) {
                Transitions transitions = batch.transitions(rows);
                objective.accumulate(
                        transitions,
                        objective.logProbabilities(transitions),
                        new ClippedImportance(batch.advantages(rows, 5), 1),
                        update.share(rows));
            }
            policy.trainable().forEach((name, tensor) -> {
                try (NDArray gradient = tensor.getGradient()) {
                    gradients.put(name, gradient.toFloatArray());
                }
            });
        }
        return gradients;
    }

    /** Norm of a - factor · b. */
    private static double norm(Map<String, float[]> a, Map<String, float[]> b, double factor) {
        double squares = 0;
        for (String name : a.keySet()) {
            for (int i = 0; i < a.get(name).length; i++) {
                double difference = a.get(name)[i] - factor * b.get(name)[i];
                squares += difference * difference;
            }
        }
        return Math.sqrt(squares);
    }

    private static double approxKl(IterationTraining training, int update) {
        return training.figures().get(update).ratios().orElseThrow().approxKl();
    }

    private int lastSampleTrained() {
        List<PlannedUpdate> updates = EpochPlan.transitions(specification, 0, 6);
        List<MicroBatch> last = updates.get(1).microBatches();
        return last.get(0).rows().get(0).sample();
    }

    /** The trajectories, with the log-probabilities of one of them off by more than the contract allows. */
    private static List<Trajectory> skewed(int sample) {
        String id = advantages.get(sample).getTrajectoryId();
        return trajectories.stream()
                .map(trajectory -> trajectory.getId().equals(id) ? skewed(trajectory, 2e-4f) : trajectory)
                .toList();
    }

    private static Trajectory skewed(Trajectory trajectory, float nats) {
        return Trajectory.newBuilder(trajectory)
                .setLogProbabilities(trajectory.getLogProbabilities().stream()
                        .map(value -> value + nats)
                        .toList())
                .build();
    }

    private TrainingBatch batch(List<Trajectory> inOrderOfArrival, Function<Integer, String> samplers) {
        return batch(advantages, inOrderOfArrival, samplers, true);
    }

    private TrainingBatch batch(
            List<Advantage> advantages,
            List<Trajectory> inOrderOfArrival,
            Function<Integer, String> samplers,
            boolean onPolicy) {
        TrajectoryCheck check = new TrajectoryCheck(specification, model.steps(), model.latentShape());
        BatchBuilder builder = new BatchBuilder(advantages, check, scratch);
        Map<String, Integer> positions = new HashMap<>();
        advantages.forEach(advantage -> positions.put(advantage.getTrajectoryId(), positions.size()));
        for (Trajectory trajectory : inOrderOfArrival) {
            int position = positions.get(trajectory.getId());
            builder.accept(
                    advantages.get(position),
                    Trajectory.newBuilder(trajectory)
                            .setSampler(samplers.apply(position))
                            .build());
        }
        return builder.build(onPolicy);
    }
}
