package io.ddpo.diffusion.unet;

import static io.ddpo.diffusion.Fixtures.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both networks against diffusers and transformers, for every block type and option that they support. */
class UNetParityTest {

    private static final double BOUND = 1e-5;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-text-pixel", "tiny-sd", "tiny-sd-linear"})
    void bothNetworksComputeWhatTheReferencesDo(String name) throws IOException {
        Map<String, FloatTensor> expected = Fixtures.tensors(name + "/expected/forward.safetensors");
        ModelFolder folder = Fixtures.model(name);
        UNet2DConditionModel unet = new UNet2DConditionModel(folder.unet());
        ClipTextModel text = new ClipTextModel(folder.textEncoder());
        try (Kernels kernels = Kernels.onCpu();
                NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Weights unetWeights = Weights.load(kernels, folder.unetWeights(), unet.declarations());
                Weights textWeights = Weights.load(kernels, folder.textWeights(), text.declarations())) {
            FloatTensor ids = expected.get("input_ids");
            NDArray context = text.forward(kernels, textWeights, kernels.longs(longs(ids.values()), ids.shape()));
            NDArray output = unet.forward(
                    kernels,
                    unetWeights,
                    tensor(kernels, expected.get("sample")),
                    tensor(kernels, expected.get("timesteps")),
                    tensor(kernels, expected.get("last_hidden_state")));

            assertClose("last hidden state", context, expected.get("last_hidden_state"), BOUND);
            assertClose("UNet output", output, expected.get("unet_output"), BOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-text-pixel", "tiny-sd", "tiny-sd-linear"})
    void aPolicyGuidesFromPromptsAsTheReferenceDoes(String name) throws IOException {
        Map<String, FloatTensor> expected = Fixtures.tensors(name + "/expected/forward.safetensors");
        var settings = Fixtures.json(name + "/expected/forward.json");
        double scale = settings.get("guidanceScale").asDouble();
        var prompts = StreamSupport.stream(settings.get("prompts").spliterator(), false)
                .map(node -> node.asText())
                .toList();
        try (Kernels kernels = Kernels.onCpu();
                NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Policy policy = Policy.full(kernels, Fixtures.model(name))) {
            NDArray guided = policy.predict(
                    policy.applied(),
                    tensor(kernels, expected.get("sample")),
                    expected.get("timesteps").values(),
                    policy.context(prompts, scale),
                    scale);

            assertClose("guided prediction", guided, expected.get("guided"), 2 * BOUND);
        }
    }

    private static NDArray tensor(Kernels kernels, FloatTensor values) {
        return kernels.floats(values.values(), values.shape());
    }

    private static long[] longs(float[] values) {
        long[] longs = new long[values.length];
        Arrays.setAll(longs, i -> (long) values[i]);
        return longs;
    }
}
