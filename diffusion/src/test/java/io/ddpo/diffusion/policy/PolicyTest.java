package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyTest {

    private static final LoraSettings LORA = new LoraSettings(2, 2, LoraSettings.ATTENTION, 3);
    private static final List<String> PROMPTS = List.of("a cat", "a dog");

    private Kernels kernels;
    private Policy policy;

    @BeforeEach
    void load() throws IOException {
        kernels = Kernels.onCpu();
        policy = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), LORA);
    }

    @AfterEach
    void close() {
        policy.close();
        kernels.close();
    }

    @Test
    void freshAdaptersChangeNothing() throws IOException {
        try (Policy base = Policy.full(kernels, Fixtures.model("tiny-text-pixel"))) {
            assertThat(sample(policy)).isEqualTo(sample(base));
        }
    }

    @Test
    void anUpdateTowardsTransitionsMakesThemMoreLikely() {
        try (AdamW optimiser = new AdamW(kernels, policy.trainable())) {
            PolicyGradient objective = new PolicyGradient(policy, 1);
            Transitions transitions = transitions();
            float[] before = objective.logProbabilities(transitions);
            float[] advantages = {1, -1};
            for (int i = 0; i < 5; i++) {
                objective.accumulate(
                        transitions,
                        objective.logProbabilities(transitions),
                        new ClippedImportance(advantages, 0.1),
                        1);
                optimiser.step(AdamWSettings.ddpo(1e-3));
            }
            float[] after = objective.logProbabilities(transitions);

            assertThat(after[0] - before[0])
                    .as("relative to the one with negative advantage")
                    .isGreaterThan(after[1] - before[1]);
        }
    }

    @Test
    void sharesOfAMicroBatchAddUpToTheWholeBatch() throws IOException {
        Transitions both = transitions();
        float[] logs = new PolicyGradient(policy, 1).logProbabilities(both);
        int half = both.x().length / 2;
        policy.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
        new PolicyGradient(policy, 1).accumulate(both, logs, new ClippedImportance(new float[] {1, -2}, 0.1), 1);
        SortedMap<String, float[]> whole = gradients(policy);

        try (Policy other = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), LORA)) {
            other.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
            for (int n = 0; n < 2; n++) {
                Transitions one = new Transitions(
                        java.util.Arrays.copyOfRange(both.x(), n * half, (n + 1) * half),
                        java.util.Arrays.copyOfRange(both.next(), n * half, (n + 1) * half),
                        both.steps().subList(n, n + 1),
                        both.prompts().subList(n, n + 1));
                new PolicyGradient(other, 1)
                        .accumulate(
                                one,
                                new float[] {logs[n]},
                                new ClippedImportance(new float[] {n == 0 ? 1 : -2}, 0.1),
                                0.5);
            }

            gradients(other).forEach((name, gradient) -> {
                double size = norm(whole.get(name)) + 1e-6;
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(Math.abs(gradient[i] - whole.get(name)[i]))
                            .as(name)
                            .isLessThan((float) (1e-3 * size));
                }
            });
        }
    }

    private static SortedMap<String, float[]> gradients(Policy policy) {
        SortedMap<String, float[]> gradients = new java.util.TreeMap<>();
        policy.trainable()
                .forEach((name, tensor) ->
                        gradients.put(name, tensor.getGradient().toFloatArray()));
        return gradients;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void aSnapshotRestoredElsewhereIsTheSamePolicy() throws IOException {
        try (AdamW optimiser = new AdamW(kernels, policy.trainable())) {
            PolicyGradient objective = new PolicyGradient(policy, 1);
            objective.accumulate(
                    transitions(),
                    objective.logProbabilities(transitions()),
                    new ClippedImportance(new float[] {1, 1}, 0.1),
                    1);
            optimiser.step(AdamWSettings.ddpo(1e-2));
        }
        try (Policy other = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), LORA)) {
            assertThat(other.sha256()).isNotEqualTo(policy.sha256());

            other.restore(policy.snapshot());

            assertThat(other.sha256()).isEqualTo(policy.sha256());
            assertThat(sample(other)).isEqualTo(sample(policy));
        }
    }

    @Test
    void weightsOfAnotherPolicyAreRefused() {
        Map<String, FloatTensor> other = Map.of("unet.conv_in.weight", new FloatTensor(new float[] {1}, 1));

        assertThatThrownBy(() -> policy.restore(other))
                .hasMessageMatching("expected weights for \\d+ trainable tensors, came 1 with other names");
    }

    @Test
    void targetsThatMatchNothingAreRefused() {
        LoraSettings nowhere = new LoraSettings(2, 2, List.of("to_w"), 0);

        assertThatThrownBy(() -> Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), nowhere))
                .hasMessage("LoRA targets: expected layers of the UNet, came [to_w], which match none");
    }

    private static float[] sample(Policy policy) {
        return new Rollout(policy, new RolloutSettings(2, 1, 1, false))
                .run(PROMPTS, new long[] {1, 2}, step -> {})
                .get(0)
                .last();
    }

    private Transitions transitions() {
        List<Trajectory> drawn =
                new Rollout(policy, new RolloutSettings(5, 1, 1, false)).run(PROMPTS, new long[] {1, 2}, step -> {});
        DdimStep step = policy.scheduler().steps(5, 1).get(1);
        int size = drawn.get(0).last().length;
        float[] x = new float[2 * size];
        float[] next = new float[2 * size];
        for (int n = 0; n < 2; n++) {
            System.arraycopy(drawn.get(n).latents()[1], 0, x, n * size, size);
            System.arraycopy(drawn.get(n).latents()[2], 0, next, n * size, size);
        }
        return new Transitions(x, next, Collections.nCopies(2, step), PROMPTS);
    }
}
