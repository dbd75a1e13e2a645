package io.ddpo.diffusion.lora;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static io.ddpo.diffusion.lora.LoraFixture.ALPHA;
import static io.ddpo.diffusion.lora.LoraFixture.EXPORTED;
import static io.ddpo.diffusion.lora.LoraFixture.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that this package writes, loaded by diffusers, draw what the policy draws. What diffusers drew is recorded by
 * {@code check_lora.py}.
 */
class LoraParityTest {

    /** PyTorch's own float32 is off by 1e-6 here; see {@code lora.json}. */
    private static final double BOUND = 1e-5;

    private static final double GUIDANCE = 3;
    private static final int STEPS = 5;

    private final Map<String, FloatTensor> expected = Fixtures.tensors(MODEL + "/expected/lora.safetensors");

    @TempDir
    private Path temp;

    private Kernels kernels;
    private ModelFolder base;

    @BeforeEach
    void open() {
        kernels = Kernels.onCpu();
        base = Fixtures.model(MODEL);
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LoraWeights.PEFT_FILE, LoraWeights.KOHYA_FILE})
    void theFilesThatDiffusersLoadedAreTheFilesThatAreWritten(String name) throws IOException {
        LoraFixture.adapters().write(temp);

        assertThat(temp.resolve(name)).hasSameBinaryContentAs(EXPORTED.resolve(name));
    }

    @Test
    void aPolicyWithAdaptersDrawsWhatDiffusersDrawsWithTheFile() throws IOException {
        try (Policy policy = Policy.lora(kernels, base, new LoraSettings(4, ALPHA, LoraSettings.ATTENTION, 0))) {
            policy.restore(Fixtures.tensors(MODEL + "/expected/lora/" + LoraWeights.PEFT_FILE));

            assertDrawsAsDiffusers(policy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LoraWeights.PEFT_FILE, LoraWeights.KOHYA_FILE})
    void aMergedModelDrawsWhatDiffusersDrawsWithTheFile(String name) throws IOException {
        ModelFolder merged = LoraMerge.write(base, read(name), 1, temp.resolve("merged"));

        try (Policy policy = Policy.full(kernels, merged)) {
            assertDrawsAsDiffusers(policy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LoraWeights.PEFT_FILE, LoraWeights.KOHYA_FILE})
    void aPolicyThatTookTheFileInDrawsWhatDiffusersDraws(String name) throws IOException {
        try (Policy policy = Policy.full(kernels, base)) {
            LoraMerge.into(policy, read(name), 1);

            assertDrawsAsDiffusers(policy);
        }
    }

    private LoraWeights read(String name) throws IOException {
        return LoraWeights.read(EXPORTED.resolve(name), new UNet2DConditionModel(base.unet()).declarations());
    }

    private void assertDrawsAsDiffusers(Policy policy) throws IOException {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            Weights weights = policy.applied();
            Map<String, FloatTensor> inputs = Fixtures.tensors(MODEL + "/expected/forward.safetensors");
            NDArray output = policy.predict(
                    weights,
                    tensor(inputs.get("sample")),
                    inputs.get("timesteps").values(),
                    tensor(inputs.get("last_hidden_state")),
                    1);
            assertClose("UNet output", output, expected.get("unet_output"), BOUND);
            assertClose("picture", picture(policy, weights), expected.get("picture"), BOUND);
        }
    }

    /** A guided trajectory from the reference's noise. */
    private NDArray picture(Policy policy, Weights weights) {
        FloatTensor noise =
                Fixtures.tensors(MODEL + "/expected/trajectory.safetensors").get("noise");
        NDArray context = policy.context(List.of("a photo of a cat", "the fox riding a bike"), GUIDANCE);
        NDArray x = noise(noise, 0);
        List<DdimStep> steps = policy.scheduler().steps(STEPS, 1);
        for (int i = 0; i < STEPS; i++) {
            DdimStep step = steps.get(i);
            float[] timesteps = {step.timestep(), step.timestep()};
            NDArray rows = kernels.floats(DdimStep.rows(List.of(step, step)), 2, DdimStep.COEFFICIENTS);
            NDArray predicted = policy.predict(weights, x, timesteps, context, GUIDANCE);
            NDArray mean = kernels.ddimMean(predicted, x, rows, "epsilon", 0);
            x = kernels.ddimNext(mean, noise(noise, i + 1), rows, false);
        }
        return x;
    }

    private NDArray noise(FloatTensor all, int step) {
        int size = all.values().length / (STEPS + 1);
        return kernels.floats(
                Arrays.copyOfRange(all.values(), step * size, (step + 1) * size),
                Arrays.copyOfRange(all.shape(), 1, all.shape().length));
    }

    private NDArray tensor(FloatTensor values) {
        return kernels.floats(values.values(), values.shape());
    }
}
