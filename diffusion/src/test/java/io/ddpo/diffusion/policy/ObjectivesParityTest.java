package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses through a network with adapters, and their gradients, against PyTorch in float64. */
class ObjectivesParityTest {
    private static final String FOLDER = "tiny-text-pixel/expected/";
    private static final List<String> PROMPTS =
            List.of("a photo of a cat", "the fox riding a bike", "Dog", "a photo of a cat");
    private static final double GUIDANCE = 5;

    private final Map<String, FloatTensor> tensors = Fixtures.tensors(FOLDER + "gradients-lora.safetensors");
    private final JsonNode inputs = Fixtures.json(FOLDER + "gradients-lora.json");
    private final JsonNode expected = Fixtures.json(FOLDER + "objectives.json");
    private Kernels kernels;
    private Policy policy;
    private BasePolicy base;

    @BeforeEach
    void load() throws IOException {
        kernels = Kernels.onCpu();
        LoraSettings lora = new LoraSettings(4, 4, LoraSettings.ATTENTION, 0);
        policy = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), lora);
        policy.restore(Fixtures.tensors(FOLDER + "lora/pytorch_lora_weights.safetensors"));
        policy.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
        base = policy.base(Fixtures.model("tiny-text-pixel"));
    }

    @AfterEach
    void close() {
        base.close();
        policy.close();
        kernels.close();
    }

    @Test
    void scoreFunction() {
        StepFigures figures = new PolicyGradient(policy, GUIDANCE)
                .accumulate(transitions(), sampled(), new ScoreFunction(floats(expected.get("advantages"))), 1);

        assertAgrees(figures, expected.get("scoreFunction"));
        assertThat(figures.logRatios()).hasSize(4);
    }

    @Test
    void importanceSamplingWithAPenaltyOnDivergence() {
        float[] coefficients = new float[4];
        Arrays.fill(coefficients, (float) expected.get("penalty").asDouble());
        PolicyLoss loss =
                new ClippedImportance(advantages(), inputs.get("clipRange").asDouble());

        StepFigures figures = new PolicyGradient(policy, GUIDANCE)
                .accumulate(transitions(), sampled(), loss, Optional.of(new KlPenalty(base, coefficients)), 1);

        assertAgrees(figures, expected.get("penalised"));
    }

    @Test
    void regression() {
        float[] noise =
                Fixtures.tensors(FOLDER + "objectives.safetensors").get("noise").values();
        int[] timesteps = IntStream.range(0, 4)
                .map(row -> expected.get("timesteps").get(row).asInt())
                .toArray();
        NoisedLatents latents = new NoisedLatents(tensors.get("sample").values(), noise, timesteps, PROMPTS);

        StepFigures figures =
                new DenoisingRegression(policy, GUIDANCE).accumulate(latents, floats(expected.get("weights")), 1);

        assertAgrees(figures, expected.get("regression"));
        assertThat(figures.hasRatios()).isFalse();
    }

    @Test
    void divergencesFromTheNetworkWithoutAdapters() {
        float[] divergences = base.divergences(transitions(), GUIDANCE);

        Fixtures.assertClose("divergences", divergences, floats(expected.get("divergences")), 1e-5);
    }

    @Test
    void afreshPolicyIsItsBase() throws IOException {
        LoraSettings lora = new LoraSettings(4, 4, LoraSettings.ATTENTION, 0);
        try (Policy fresh = Policy.lora(kernels, Fixtures.model("tiny-text-pixel"), lora);
                BasePolicy itself = fresh.base(Fixtures.model("tiny-text-pixel"))) {
            assertThat(itself.divergences(transitions(), GUIDANCE)).containsOnly(0);
        }
    }

    @Test
    void aFullNetworkIsHeldAgainstACopyThatStays() throws IOException {
        try (Policy full = Policy.full(kernels, Fixtures.model("tiny-text-pixel"));
                BasePolicy before = full.base(Fixtures.model("tiny-text-pixel"))) {
            assertThat(before.divergences(transitions(), GUIDANCE)).containsOnly(0);
            Map<String, FloatTensor> changed = full.snapshot();
            changed.values().forEach(tensor -> tensor.values()[0] += 0.01f);

            full.restore(changed);

            assertThat(before.divergences(transitions(), GUIDANCE)).doesNotContain(0);
        }
    }

    @Test
    void rowsThatCountForNothingCostNothing() {
        PolicyLoss none = new ScoreFunction(new float[4]);
        Optional<KlPenalty> free = Optional.of(new KlPenalty(base, new float[4]));

        StepFigures figures = new PolicyGradient(policy, GUIDANCE).accumulate(transitions(), sampled(), none, free, 1);

        assertThat(figures.loss()).isZero();
        policy.trainable()
                .values()
                .forEach(tensor ->
                        assertThat(norm(tensor.getGradient().toFloatArray())).isZero());
    }

    private void assertAgrees(StepFigures figures, JsonNode reference) {
        double loss = reference.get("loss").asDouble();
        assertThat(figures.loss()).isCloseTo(loss, within(1e-5 * Math.max(1, Math.abs(loss))));
        reference.get("norms").fields().forEachRemaining(norm -> {
            float[] gradient =
                    policy.trainable().get(norm.getKey()).getGradient().toFloatArray();
            double size = norm.getValue().asDouble();
            double bound = 1e-4 * Math.max(size, 1e-2);
            assertThat(norm(gradient)).as("norm of " + norm.getKey()).isCloseTo(size, within(bound));
            float[] parameter = policy.trainable().get(norm.getKey()).toFloatArray();
            assertThat(product(gradient, parameter))
                    .as("product of " + norm.getKey() + " with its gradient")
                    .isCloseTo(
                            reference.get("dotWithParameter").get(norm.getKey()).asDouble(),
                            within(bound * norm(parameter)));
        });
    }

    private Transitions transitions() {
        List<DdimStep> all = policy.scheduler().steps(inputs.get("steps").asInt(), 1);
        List<DdimStep> steps = IntStream.range(0, 4)
                .map(row -> inputs.get("timesteps").get(row).asInt())
                .mapToObj(timestep -> all.stream()
                        .filter(step -> step.timestep() == timestep)
                        .findFirst()
                        .orElseThrow())
                .toList();
        return new Transitions(
                tensors.get("sample").values(), tensors.get("next_sample").values(), steps, PROMPTS);
    }

    private float[] sampled() {
        return floats(inputs.get("oldLogProbabilities"));
    }

    private float[] advantages() {
        return tensors.get("advantages").values();
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.get(i).asDouble();
        }
        return values;
    }

    private static double norm(float[] values) {
        return Math.sqrt(product(values, values));
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
