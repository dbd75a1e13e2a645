package io.ddpo.diffusion.policy;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Stable Diffusion in small, from noise to pictures: ten guided steps and the autoencoder, running freely. */
class LatentTrajectoryTest {

    private static final double BOUND = 1e-4;

    private final Map<String, FloatTensor> expected = Fixtures.tensors("tiny-sd/expected/trajectory.safetensors");
    private final JsonNode settings = Fixtures.json("tiny-sd/expected/trajectory.json");

    @Test
    void latentsLogProbabilitiesAndPicturesAreThoseOfTheReference() throws IOException {
        ModelFolder folder = Fixtures.model("tiny-sd");
        AutoencoderKL vae = new AutoencoderKL(folder.vae().orElseThrow());
        int steps = settings.get("steps").asInt();
        try (Kernels kernels = Kernels.onCpu();
                NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Policy policy = Policy.full(kernels, folder);
                Weights decoder = Weights.load(kernels, folder.vaeWeights(), vae.decoderDeclarations())) {
            NDArray context = policy.context(
                    StreamSupport.stream(settings.get("prompts").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    settings.get("guidanceScale").asDouble());
            NDArray x = slice(kernels, "noise", 0);
            for (int i = 0; i < steps; i++) {
                x = step(kernels, policy, context, x, i, steps);
                assertClose("latents " + (i + 1), x.toFloatArray(), values("latents", i + 1), BOUND);
            }
            assertClose("pictures", vae.decode(kernels, decoder, x), expected.get("pictures"), BOUND);
        }
    }

    private NDArray step(Kernels kernels, Policy policy, NDArray context, NDArray x, int index, int steps) {
        DdimStep step = policy.scheduler().steps(steps, 1).get(index);
        float[] timesteps = {step.timestep(), step.timestep()};
        double scale = settings.get("guidanceScale").asDouble();
        NDArray c = kernels.floats(DdimStep.rows(Collections.nCopies(2, step)), 2, DdimStep.COEFFICIENTS);
        NDArray output = policy.predict(policy.applied(), x, timesteps, context, scale);
        NDArray mean = kernels.ddimMean(output, x, c, "epsilon", 0);
        NDArray next = kernels.ddimNext(mean, slice(kernels, "noise", index + 1), c, false);

        float[] logs = kernels.logProbability(next, mean, c).toFloatArray();
        float[] reference = values("log_probabilities", index);
        for (int n = 0; n < 2; n++) {
            assertThat(logs[n])
                    .as("log-probability of step %d", index)
                    .isCloseTo(reference[n], within((float) BOUND * Math.max(1, Math.abs(reference[n]))));
        }
        return next;
    }

    /** One entry along the first dimension. */
    private NDArray slice(Kernels kernels, String name, int index) {
        long[] shape = expected.get(name).shape();
        return kernels.floats(values(name, index), Arrays.copyOfRange(shape, 1, shape.length));
    }

    private float[] values(String name, int index) {
        float[] all = expected.get(name).values();
        int size = all.length / (int) expected.get(name).shape()[0];
        return Arrays.copyOfRange(all, index * size, (index + 1) * size);
    }

    @Test
    void whatPyTorchItselfIsOffBy() {
        List<String> names = List.of("latents", "log_probabilities", "pictures");

        assertThat(names)
                .allSatisfy(name -> assertThat(
                                settings.get("pytorchFloat32Error").get(name).asDouble())
                        .isLessThan(BOUND / 2));
    }
}
