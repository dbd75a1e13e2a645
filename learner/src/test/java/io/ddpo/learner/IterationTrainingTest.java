package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.policy.DdpoObjective;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.ComputeSettings;
import io.ddpo.schemas.avro.Precision;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of the tiny model on six real trajectories. */
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
            sampling.answer(requests, base.weights(), made);
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
        assertThat(training.figures().get(0).approxKl()).isLessThan(1e-12);
        assertThat(training.figures().get(1).approxKl()).isGreaterThan(1e-12);
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

        try (IterationTraining training = new IterationTraining(
                model, batch(trajectories, sample -> "exact"), coarse, 0, InstantSource.system())) {
            while (!training.finished()) {
                training.advance();
            }

            assertThat(training.contract().broken()).isEmpty();
            assertThat(training.contract().maxLogRatio())
                    .as("drift against samples drawn in fp32; two steps make 200 standard deviations of one unit")
                    .isGreaterThan(1e-5)
                    .isFinite();
            assertThat(training.figures().get(0).approxKl()).isLessThan(1e-12);
            assertThat(training.figures().get(1).approxKl()).isGreaterThan(1e-12);
            assertThat(training.done()).isEqualTo(training.total());
        }
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
        try (IterationTraining training = training(new TrainingBatch(List.of(), none, model.steps()))) {
            assertThat(training.finished()).isTrue();
            assertThat(training.total()).isZero();
        }
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
        byte[] weights = model.weights();
        byte[] state = model.trainingState();
        String sha256 = model.sha256();
        close();
        open();

        model.restore(1, weights, state, sha256);

        assertThat(model.sha256()).isEqualTo(sha256);
        assertThat(model.weights()).isEqualTo(weights);
        assertThat(model.trainingState()).isEqualTo(state);
    }

    private IterationTraining training(TrainingBatch batch) {
        return new IterationTraining(model, batch, specification, 0, InstantSource.system());
    }

    private IterationTraining train(TrainingBatch batch) throws Exception {
        try (IterationTraining training = training(batch)) {
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
            DdpoObjective objective = new DdpoObjective(policy, 1);
            PlannedUpdate update =
                    new EpochPlan(2, 2, 1, microBatch).updates(1, 6).get(0);
            for (MicroBatch rows : update.microBatches()) {
                Transitions transitions = batch.transitions(rows);
                objective.accumulate(
                        transitions,
                        objective.logProbabilities(transitions),
                        batch.advantages(rows, 5),
                        1,
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

    private int lastSampleTrained() {
        List<PlannedUpdate> updates = new EpochPlan(2, 2, 2, 4).updates(new Seeds(1).epoch(0, 0), 6);
        List<MicroBatch> last = updates.get(1).microBatches();
        return last.get(0).rows().get(0).sample();
    }

    /** The trajectories, with the log-probabilities of one of them off by more than the contract allows. */
    private static List<Trajectory> skewed(int sample) {
        String id = advantages.get(sample).getTrajectoryId();
        return trajectories.stream()
                .map(trajectory -> trajectory.getId().equals(id) ? skewed(trajectory) : trajectory)
                .toList();
    }

    private static Trajectory skewed(Trajectory trajectory) {
        return Trajectory.newBuilder(trajectory)
                .setLogProbabilities(trajectory.getLogProbabilities().stream()
                        .map(value -> value + 2e-4f)
                        .toList())
                .build();
    }

    private TrainingBatch batch(List<Trajectory> inOrderOfArrival, Function<Integer, String> samplers) {
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
        return builder.build();
    }
}
