package io.ddpo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.policy.ClippedImportance;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.PolicyGradient;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Stable Diffusion v1.4 in its full size against diffusers, on random weights. Run by hand, since it takes minutes and a
 * model of 4 GB: {@code src/test/fixtures/full_configuration.py} makes that and says how.
 */
class FullConfigurationCheck {

    private static final double BOUND = 1e-4;
    private static final String PROMPT = "a photo of a cat";

    private static Path model;
    private static ModelFolder folder;
    private static Kernels kernels;

    @BeforeAll
    static void open() {
        String given = System.getProperty("full.configuration");
        assertThat(given).as("-Dfull.configuration, the folder of the model").isNotBlank();
        model = Path.of(given).toAbsolutePath();
        folder = ModelFolder.at(model);
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void textEncoder() throws IOException {
        Map<String, FloatTensor> expected = expected("text");
        ClipTextModel text = new ClipTextModel(folder.textEncoder());
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Weights weights = Weights.load(kernels, folder.textWeights(), text.declarations())) {
            FloatTensor ids = expected.get("input_ids");
            long[] tokens = new long[ids.values().length];
            Arrays.setAll(tokens, i -> (long) ids.values()[i]);
            NDArray states = text.forward(kernels, weights, kernels.longs(tokens, ids.shape()));

            assertClose("text encoder hidden states", states.toFloatArray(), expected.get("last_hidden_state"));
        }
    }

    @Test
    void guidedTrajectoryFromGivenNoise() throws IOException {
        Map<String, FloatTensor> expected = expected("trajectory");
        float[] noise = expected.get("noise").values();
        int size = expected.get("guided").values().length / 10;
        try (Policy policy = Policy.full(kernels, folder);
                GradientGuard off = Kernels.withoutGradients();
                NDScope all = new NDScope()) {
            List<DdimStep> steps = policy.scheduler().steps(10, 1);
            NDArray context = policy.context(List.of(PROMPT), 5);
            float[] latents = Arrays.copyOf(noise, 11 * size);
            float[] outputs = new float[10 * size];
            float[] logs = new float[10];
            for (int i = 0; i < 10; i++) {
                try (NDScope scope = new NDScope()) {
                    DdimStep step = steps.get(i);
                    NDArray x = latent(latents, i, size);
                    NDArray output = policy.predict(policy.applied(), x, new float[] {step.timestep()}, context, 5);
                    NDArray c = kernels.floats(DdimStep.rows(List.of(step)), 1, DdimStep.COEFFICIENTS);
                    NDArray mean = kernels.ddimMean(output, x, c, "epsilon", 0);
                    NDArray next = kernels.ddimNext(mean, latent(noise, i + 1, size), c, false);
                    logs[i] = kernels.logProbability(next, mean, c).getFloat(0);
                    System.arraycopy(output.toFloatArray(), 0, outputs, i * size, size);
                    System.arraycopy(next.toFloatArray(), 0, latents, (i + 1) * size, size);
                }
            }

            assertClose("guided UNet outputs of 10 steps", outputs, expected.get("guided"));
            assertClose("latents of 10 steps", latents, expected.get("latents"));
            assertClose("log-probabilities of 10 steps", logs, expected.get("log_probabilities"));
        }
    }

    @Test
    void autoencoder() throws IOException {
        Map<String, FloatTensor> expected = expected("vae");
        AutoencoderKL vae = new AutoencoderKL(folder.vae().orElseThrow());
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            try (Weights weights = Weights.load(kernels, folder.vaeWeights(), vae.decoderDeclarations())) {
                NDArray pictures = vae.decode(kernels, weights, tensor(expected.get("latents")))
                        .clip(-1, 1);
                assertClose("VAE decode", pictures.toFloatArray(), expected.get("pictures"));
            }
            try (Weights weights = Weights.load(kernels, folder.vaeWeights(), vae.encoderDeclarations())) {
                NDArray encoded = vae.encode(kernels, weights, tensor(expected.get("pictures")));
                assertClose("VAE encode", encoded.toFloatArray(), expected.get("encoded"));
            }
        }
    }

    @Test
    void gradientOfTheWholeUNet() throws IOException {
        try (Policy policy = Policy.full(kernels, folder)) {
            assertGradients(policy, "gradients-full", "unet.");
        }
    }

    @Test
    void gradientOfAdapters() throws IOException {
        LoraSettings settings = new LoraSettings(4, 4, LoraSettings.ATTENTION, 0);
        try (Policy policy = Policy.lora(kernels, folder, settings)) {
            policy.restore(expected("lora"));
            assertGradients(policy, "gradients-lora", "");
        }
    }

    private static void assertGradients(Policy policy, String name, String prefix) {
        Map<String, FloatTensor> inputs = expected(name);
        JsonNode json = Fixtures.json(model + "/expected/" + name + ".json");
        DdimStep step = policy.scheduler().steps(json.get("steps").asInt(), 1).stream()
                .filter(each -> each.timestep() == json.get("timestep").asInt())
                .findFirst()
                .orElseThrow();
        policy.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
        PolicyGradient objective =
                new PolicyGradient(policy, json.get("guidanceScale").asDouble());
        objective.accumulate(
                new Transitions(
                        inputs.get("sample").values(),
                        inputs.get("next_sample").values(),
                        List.of(step),
                        List.of(json.get("prompt").asText())),
                inputs.get("old_log_probability").values(),
                new ClippedImportance(
                        inputs.get("advantages").values(), json.get("clipRange").asDouble()),
                1);

        Map<String, Double> norms = new TreeMap<>();
        Map<String, Double> dots = new TreeMap<>();
        double[] difference = new double[2];
        policy.trainable().forEach((key, parameter) -> {
            String published = prefix.isEmpty() ? key : key.substring(prefix.length());
            float[] values = parameter.toFloatArray();
            try (NDArray gradient = parameter.getGradient()) {
                float[] actual = gradient.toFloatArray();
                double square = 0;
                double dot = 0;
                for (int i = 0; i < actual.length; i++) {
                    square += (double) actual[i] * actual[i];
                    dot += (double) actual[i] * values[i];
                }
                norms.put(published, Math.sqrt(square));
                dots.put(published, dot);
                FloatTensor whole = inputs.get("grad." + published);
                for (int i = 0; whole != null && i < actual.length; i++) {
                    difference[0] += Math.pow((double) actual[i] - whole.values()[i], 2);
                    difference[1] += Math.pow(whole.values()[i], 2);
                }
            }
        });
        assertThat(norms).as("parameters").hasSize(json.get("norms").size());
        report(name + ", tensors kept whole", Math.sqrt(difference[0] / difference[1]));
        report(name + ", norms of all tensors", relative(norms, norms(json, norms), norms(json, norms)));
        report(name + ", products with the parameters", relative(dots, of(json, "dotWithParameter", dots), norms));
    }

    private static Map<String, Double> norms(JsonNode json, Map<String, Double> like) {
        return of(json, "norms", like);
    }

    private static Map<String, Double> of(JsonNode json, String field, Map<String, Double> like) {
        Map<String, Double> values = new TreeMap<>();
        like.keySet().forEach(key -> values.put(key, json.get(field).get(key).asDouble()));
        return values;
    }

    private static double relative(
            Map<String, Double> actual, Map<String, Double> expected, Map<String, Double> scale) {
        double difference = 0;
        double norm = 0;
        for (String key : actual.keySet()) {
            difference += Math.pow(actual.get(key) - expected.get(key), 2);
            norm += Math.pow(scale.get(key), 2);
        }
        return Math.sqrt(difference / norm);
    }

    private static Map<String, FloatTensor> expected(String name) {
        return Fixtures.tensors(model + "/expected/" + name + ".safetensors");
    }

    private static NDArray latent(float[] values, int index, int size) {
        return kernels.floats(Arrays.copyOfRange(values, index * size, (index + 1) * size), 1, 4, 64, 64);
    }

    private static NDArray tensor(FloatTensor values) {
        return kernels.floats(values.values(), values.shape());
    }

    private static void assertClose(String what, float[] actual, FloatTensor expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected.values());
        report(what, Fixtures.relativeError(actual, expected.values()));
    }

    /** The figure is wanted as much as the verdict. */
    private static void report(String what, double relativeError) {
        System.out.printf("%-50s relative error %.1e%n", what, relativeError);
        assertThat(relativeError).as("relative error of " + what).isLessThanOrEqualTo(BOUND);
    }
}
