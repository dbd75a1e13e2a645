package io.ddpo.diffusion.optim;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdamWTest {

    private static final AdamWSettings SETTINGS = AdamWSettings.ddpo(3e-4);

    private final Map<String, FloatTensor> expected = Fixtures.tensors("adamw/adamw.safetensors");

    @Test
    void fiveClippedUpdatesAreThoseOfPyTorch() {
        try (Kernels kernels = Kernels.onCpu()) {
            SortedMap<String, NDArray> parameters = start(kernels);
            AdamW optimiser = new AdamW(kernels, parameters);
            for (int update = 1; update <= 5; update++) {
                double norm = step(kernels, optimiser, parameters, update);

                double reference = Fixtures.json("adamw/adamw.json")
                        .get("gradientNorms")
                        .get(update - 1)
                        .asDouble();
                assertThat(norm).isCloseTo(reference, within(1e-5 * reference));
                assertState(optimiser, parameters, update);
            }
        }
    }

    @Test
    void anOptimiserRestoredFromItsStateGoesOnBitForBit() {
        try (Kernels kernels = Kernels.onCpu()) {
            SortedMap<String, NDArray> parameters = start(kernels);
            AdamW first = new AdamW(kernels, parameters);
            for (int update = 1; update <= 3; update++) {
                step(kernels, first, parameters, update);
            }
            SortedMap<String, NDArray> copies = new TreeMap<>();
            parameters.forEach((name, tensor) -> copies.put(
                    name,
                    kernels.floats(tensor.toFloatArray(), tensor.getShape().getShape())));
            AdamW successor = new AdamW(kernels, copies);
            successor.restore(first.state());

            step(kernels, first, parameters, 4);
            step(kernels, successor, copies, 4);

            parameters.forEach((name, tensor) ->
                    assertThat(copies.get(name).toFloatArray()).isEqualTo(tensor.toFloatArray()));
        }
    }

    @Test
    void anOptimiserThatBeginsAnewIsAsGoodAsNew() {
        try (Kernels kernels = Kernels.onCpu()) {
            SortedMap<String, NDArray> parameters = start(kernels);
            AdamW optimiser = new AdamW(kernels, parameters);
            step(kernels, optimiser, parameters, 1);
            SortedMap<String, NDArray> copies = new TreeMap<>();
            parameters.forEach((name, tensor) -> copies.put(
                    name,
                    kernels.floats(tensor.toFloatArray(), tensor.getShape().getShape())));

            optimiser.restart();
            step(kernels, optimiser, parameters, 2);
            step(kernels, new AdamW(kernels, copies), copies, 2);

            parameters.forEach((name, tensor) ->
                    assertThat(copies.get(name).toFloatArray()).isEqualTo(tensor.toFloatArray()));
        }
    }

    @Test
    void aStateOfOtherTensorsIsRefused() {
        try (Kernels kernels = Kernels.onCpu()) {
            AdamW optimiser = new AdamW(kernels, start(kernels));

            assertThatThrownBy(() -> optimiser.restore(Map.of()))
                    .hasMessage("optimiser state: expected 5 values for bias, came none");
        }
    }

    private SortedMap<String, NDArray> start(Kernels kernels) {
        SortedMap<String, NDArray> parameters = new TreeMap<>();
        for (String name : new String[] {"bias", "weight"}) {
            FloatTensor value = expected.get("0." + name);
            parameters.put(name, kernels.floats(value.values(), value.shape()));
        }
        return parameters;
    }

    /** Gives each tensor its gradient by way of the scalar product with it. */
    private double step(Kernels kernels, AdamW optimiser, SortedMap<String, NDArray> parameters, int update) {
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            parameters.forEach((name, tensor) -> {
                FloatTensor gradient = expected.get(update + "." + name + ".gradient");
                kernels.backward(tensor.mul(kernels.floats(gradient.values(), gradient.shape()))
                        .sum());
            });
            return optimiser.step(SETTINGS);
        }
    }

    private void assertState(AdamW optimiser, SortedMap<String, NDArray> parameters, int update) {
        parameters.forEach((name, tensor) -> {
            String prefix = update + "." + name;
            assertClose(prefix, tensor, expected.get(prefix), 1e-6);
            assertClose(
                    prefix + " first moment",
                    optimiser.state().get("exp_avg." + name).values(),
                    expected.get(prefix + ".exp_avg").values(),
                    1e-5);
            assertClose(
                    prefix + " second moment",
                    optimiser.state().get("exp_avg_sq." + name).values(),
                    expected.get(prefix + ".exp_avg_sq").values(),
                    1e-5);
        });
    }
}
