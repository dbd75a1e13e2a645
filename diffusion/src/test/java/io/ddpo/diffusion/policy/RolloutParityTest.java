package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trajectories, and that the learner sees in them what the sampler saw. */
class RolloutParityTest {

    private static final List<String> PROMPTS = List.of("a photo of a cat", "the fox riding a bike");

    private Kernels kernels;
    private Policy policy;

    @BeforeEach
    void load() throws IOException {
        kernels = Kernels.onCpu();
        policy = Policy.full(kernels, Fixtures.model("tiny-text-pixel"));
    }

    @AfterEach
    void close() {
        policy.close();
        kernels.close();
    }

    @Test
    void everyTransitionOfTheReferenceTrajectoryHasItsLogProbability() {
        Map<String, FloatTensor> expected = Fixtures.tensors("tiny-text-pixel/expected/trajectory.safetensors");
        float[] latents = expected.get("latents").values();
        float[] logs = expected.get("log_probabilities").values();
        List<DdimStep> steps = policy.scheduler().steps(5, 1);
        PolicyGradient objective = new PolicyGradient(policy, 3);
        int batch = 2 * 3 * 16 * 16;

        for (int i = 0; i < 5; i++) {
            Transitions transitions = new Transitions(
                    Arrays.copyOfRange(latents, i * batch, (i + 1) * batch),
                    Arrays.copyOfRange(latents, (i + 1) * batch, (i + 2) * batch),
                    List.of(steps.get(i), steps.get(i)),
                    PROMPTS);
            float[] recomputed = objective.logProbabilities(transitions);

            // PyTorch's own float32 is off by 5e-5 here; see the fixture's README.
            assertThat((double) recomputed[0]).isCloseTo(logs[2 * i], within(2e-4));
            assertThat((double) recomputed[1]).isCloseTo(logs[2 * i + 1], within(2e-4));
        }
    }

    @Test
    void theRecomputedRatioOfAFreshTrajectoryIsOne() {
        for (boolean half : new boolean[] {false, true}) {
            List<Trajectory> drawn =
                    new Rollout(policy, new RolloutSettings(5, 1, 3, half)).run(PROMPTS, new long[] {1, 2}, s -> {});
            PolicyGradient objective = new PolicyGradient(policy, 3);
            List<DdimStep> steps = policy.scheduler().steps(5, 1);

            for (int i = 0; i < 5; i++) {
                float[] logs = objective.logProbabilities(transitions(drawn, steps, i));
                for (int n = 0; n < 2; n++) {
                    assertThat(logs[n]).isCloseTo(drawn.get(n).logProbabilities()[i], within(1e-5f));
                }
            }
        }
    }

    private static Transitions transitions(List<Trajectory> drawn, List<DdimStep> steps, int i) {
        int size = drawn.get(0).last().length;
        float[] x = new float[drawn.size() * size];
        float[] next = new float[drawn.size() * size];
        for (int n = 0; n < drawn.size(); n++) {
            System.arraycopy(drawn.get(n).latents()[i], 0, x, n * size, size);
            System.arraycopy(drawn.get(n).latents()[i + 1], 0, next, n * size, size);
        }
        return new Transitions(x, next, List.of(steps.get(i), steps.get(i)), PROMPTS);
    }

    @Test
    void theSameSeedsGiveTheSameTrajectoriesBitForBit() {
        Rollout rollout = new Rollout(policy, new RolloutSettings(3, 1, 1, false));

        Trajectory first = rollout.run(PROMPTS, new long[] {7, 8}, s -> {}).get(1);
        Trajectory again = rollout.run(PROMPTS, new long[] {7, 8}, s -> {}).get(1);
        Trajectory other = rollout.run(PROMPTS, new long[] {7, 9}, s -> {}).get(1);

        assertThat(again.latents()).isDeepEqualTo(first.latents());
        assertThat(again.logProbabilities()).isEqualTo(first.logProbabilities());
        assertThat(other.last()).isNotEqualTo(first.last());
    }

    @Test
    void fullGradientsAreThoseOfPyTorch() throws IOException {
        assertGradients(policy, "gradients-full", "unet.", 1);
    }

    /** The reference is of rank 4 and alpha 4. With another alpha, as much larger a B is the same policy. */
    @ParameterizedTest
    @ValueSource(doubles = {4, 16})
    void loraGradientsAreThoseOfPyTorch(double alpha) throws IOException {
        LoraSettings settings = new LoraSettings(4, alpha, LoraSettings.ATTENTION, 0);
        double scale = alpha / 4;
        Map<String, FloatTensor> weights = new TreeMap<>();
        Fixtures.tensors("tiny-text-pixel/expected/lora/pytorch_lora_weights.safetensors")
                .forEach((name, tensor) -> weights.put(
                        name, new FloatTensor(times(tensor.values(), isB(name) ? 1 / scale : 1), tensor.shape())));
        try (Policy adapted = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), settings)) {
            adapted.restore(weights);
            assertGradients(adapted, "gradients-lora", "", scale);
        }
    }

    private static boolean isB(String name) {
        return name.endsWith(".lora_B.weight");
    }

    private static float[] times(float[] values, double factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * factor);
        }
        return scaled;
    }

    /** @param ofB what the reference's gradients of adapters' B are multiplied by */
    private void assertGradients(Policy trained, String name, String prefix, double ofB) {
        Map<String, FloatTensor> tensors = Fixtures.tensors("tiny-text-pixel/expected/" + name + ".safetensors");
        var json = Fixtures.json("tiny-text-pixel/expected/" + name + ".json");
        List<DdimStep> all = trained.scheduler().steps(json.get("steps").asInt(), 1);
        List<DdimStep> steps = Arrays.stream(boxed(tensors.get("timesteps").values()))
                .map(t ->
                        all.stream().filter(s -> s.timestep() == t).findFirst().orElseThrow())
                .toList();
        List<String> prompts = List.of("a photo of a cat", "the fox riding a bike", "Dog", "a photo of a cat");
        float[] oldLogs = new float[4];
        for (int i = 0; i < 4; i++) {
            oldLogs[i] = (float) json.get("oldLogProbabilities").get(i).asDouble();
        }
        trained.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));

        StepFigures figures = new PolicyGradient(
                        trained, json.get("guidanceScale").asDouble())
                .accumulate(
                        new Transitions(
                                tensors.get("sample").values(),
                                tensors.get("next_sample").values(),
                                steps,
                                prompts),
                        oldLogs,
                        new ClippedImportance(
                                tensors.get("advantages").values(),
                                json.get("clipRange").asDouble()),
                        1);

        assertThat(figures.loss()).isCloseTo(json.get("loss").asDouble(), within(1e-4));
        double[] error = new double[2];
        tensors.forEach((key, expected) -> {
            if (key.startsWith("grad.")) {
                float[] actual = trained.trainable()
                        .get(prefix + key.substring("grad.".length()))
                        .getGradient()
                        .toFloatArray();
                float[] wanted = times(expected.values(), isB(key) ? ofB : 1);
                assertThat(actual).hasSameSizeAs(wanted);
                for (int i = 0; i < actual.length; i++) {
                    error[0] += Math.pow(actual[i] - wanted[i], 2);
                    error[1] += Math.pow(wanted[i], 2);
                }
            }
        });
        assertThat(Math.sqrt(error[0] / error[1]))
                .as("relative error of all gradients")
                .isLessThan(1e-4);
        json.get("norms").fields().forEachRemaining(norm -> {
            double actual = Math.sqrt(trained.trainable()
                    .get(prefix + norm.getKey())
                    .getGradient()
                    .square()
                    .sum()
                    .getFloat());
            double expected = norm.getValue().asDouble() * (isB(norm.getKey()) ? ofB : 1);
            assertThat(actual)
                    .as("norm of " + norm.getKey())
                    .isCloseTo(expected, within(1e-4 * Math.max(expected, 1e-2)));
        });
    }

    private static Integer[] boxed(float[] values) {
        Integer[] boxed = new Integer[values.length];
        Arrays.setAll(boxed, i -> (int) values[i]);
        return boxed;
    }
}
