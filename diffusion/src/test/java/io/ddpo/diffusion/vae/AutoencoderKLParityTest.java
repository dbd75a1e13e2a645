package io.ddpo.diffusion.vae;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both halves against diffusers, with every option on and with every option off. */
class AutoencoderKLParityTest {

    private static final double BOUND = 1e-5;

    /** The names in files from before diffusers renamed them; the first is the newer one. */
    private static final Map<String, String> FORMER_NAMES =
            Map.of(".to_q.", ".query.", ".to_k.", ".key.", ".to_v.", ".value.", ".to_out.0.", ".proj_attn.");

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "tiny-sd-linear"})
    void decodesEncodesAndSamplesAsTheReferenceDoes(String name) throws IOException {
        assertParity(name, Fixtures.model(name).vaeWeights());
    }

    @Test
    void weightsUnderTheirFormerNamesAreTheSame(@TempDir Path folder) throws IOException {
        Path renamed = folder.resolve("old.safetensors");
        try (Safetensors weights = Safetensors.open(Fixtures.model("tiny-sd").vaeWeights())) {
            SortedMap<String, FloatTensor> old = new TreeMap<>();
            weights.all().forEach((key, tensor) -> old.put(formerName(key), tensor));
            assertThat(old).containsKey("decoder.mid_block.attentions.0.proj_attn.bias");
            SafetensorsWriter.write(renamed, old, Map.of());
        }

        assertParity("tiny-sd", renamed);
    }

    private static String formerName(String name) {
        String former = name;
        for (Map.Entry<String, String> pair : FORMER_NAMES.entrySet()) {
            former = former.replace(pair.getKey(), pair.getValue());
        }
        return former;
    }

    private static void assertParity(String name, Path file) throws IOException {
        Map<String, FloatTensor> expected = Fixtures.tensors(name + "/expected/vae.safetensors");
        ModelFolder folder = Fixtures.model(name);
        AutoencoderKL vae = new AutoencoderKL(folder.vae().orElseThrow());
        try (Kernels kernels = Kernels.onCpu();
                NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Weights encoder = Weights.load(kernels, file, vae.encoderDeclarations());
                Weights decoder = Weights.load(kernels, file, vae.decoderDeclarations())) {
            NDArray pictures = tensor(kernels, expected.get("pictures"));
            NDArray noise = tensor(kernels, expected.get("noise"));

            assertClose(
                    "decoded",
                    vae.decode(kernels, decoder, tensor(kernels, expected.get("latents"))),
                    expected.get("decoded"),
                    BOUND);
            assertClose("encoded", vae.encode(kernels, encoder, pictures), expected.get("encoded"), BOUND);
            assertClose("sampled", vae.sample(kernels, encoder, pictures, noise), expected.get("sampled"), BOUND);
        }
    }

    private static NDArray tensor(Kernels kernels, FloatTensor values) {
        return kernels.floats(values.values(), values.shape());
    }
}
