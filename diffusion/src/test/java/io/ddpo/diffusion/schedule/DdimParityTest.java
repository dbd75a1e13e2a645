package io.ddpo.diffusion.schedule;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class DdimParityTest {

    private final Map<String, FloatTensor> tensors = Fixtures.tensors("scheduler/steps.safetensors");

    private static DdimScheduler scheduler(String schedule, int offset) {
        double start = schedule.equals("linear") ? 1e-4 : 0.00085;
        double end = schedule.equals("linear") ? 0.02 : 0.012;
        return new DdimScheduler(new DdimConfig(1000, BetaSchedule.named(schedule), start, end, offset, "epsilon", 0));
    }

    @Test
    void stepsMeansSamplesAndLogProbabilitiesAreThoseOfTheReference() {
        try (Kernels kernels = Kernels.onCpu();
                GradientGuard off = Kernels.withoutGradients()) {
            for (JsonNode reference : Fixtures.json("scheduler/steps.json")) {
                DdimScheduler scheduler =
                        scheduler(reference.get("betaSchedule").asText(), 1);
                DdimStep step =
                        scheduler
                                .steps(
                                        reference.get("steps").asInt(),
                                        reference.get("eta").asDouble())
                                .stream()
                                .filter(s -> s.timestep() == reference.get("t").asInt())
                                .findFirst()
                                .orElseThrow();
                assertStep(kernels, reference, step);
            }
        }
    }

    private void assertStep(Kernels kernels, JsonNode reference, DdimStep step) {
        String name = reference.get("case").asText();
        JsonNode exact = reference.get("withFloat64Alphas");
        String prediction = reference.get("predictionType").asText();
        double clip = reference.get("clipSampleRange").asDouble(0);
        try (NDScope scope = new NDScope()) {
            NDArray sample = tensor(kernels, "sample");
            NDArray output = tensor(kernels, "model_output");
            int count = (int) sample.getShape().get(0);
            NDArray rows =
                    kernels.floats(DdimStep.rows(Collections.nCopies(count, step)), count, DdimStep.COEFFICIENTS);
            NDArray mean = kernels.ddimMean(output, sample, rows, prediction, clip);
            NDArray next = kernels.ddimNext(mean, tensor(kernels, "noise"), rows, false);

            assertThat(step.sigma()).isCloseTo(exact.get("sigma").asDouble(), within(1e-9));
            assertClose("mean of case " + name, mean, tensors.get(name + ".mean"), 1e-4);
            assertClose("next of case " + name, next, tensors.get(name + ".prev_sample"), 1e-4);
            float[] logs = kernels.logProbability(next, mean, rows).toFloatArray();
            for (int n = 0; n < count; n++) {
                double expected = exact.get("logProbability").get(n).asDouble();
                assertThat((double) logs[n])
                        .as("log-probability of case " + name)
                        .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private NDArray tensor(Kernels kernels, String name) {
        return kernels.floats(tensors.get(name).values(), tensors.get(name).shape());
    }

    @Test
    void cumulativeAlphasAreThoseOfTheReference() {
        for (String schedule : List.of("linear", "scaled_linear")) {
            float[] expected = tensors.get("alphas_cumprod." + schedule).values();
            DdimScheduler scheduler = scheduler(schedule, 1);
            for (int t = 0; t < expected.length; t++) {
                assertThat(scheduler.alphaCumulative(t)).isCloseTo(expected[t], within(2e-6));
            }
        }
    }

    @Test
    void timestepsAreThoseOfTheReference() {
        for (JsonNode reference : Fixtures.json("scheduler/timesteps.json")) {
            DdimScheduler scheduler = scheduler("scaled_linear", 1);
            int shift = 1 - reference.get("stepsOffset").asInt();
            List<Integer> expected = StreamSupport.stream(
                            reference.get("timesteps").spliterator(), false)
                    .map(node -> node.asInt() + shift)
                    .toList();

            assertThat(scheduler.steps(reference.get("steps").asInt(), 1))
                    .extracting(DdimStep::timestep)
                    .isEqualTo(expected);
        }
    }

    @Test
    void withoutNoiseThereIsNoLogProbability() {
        assertThatThrownBy(() -> scheduler("linear", 1).steps(20, 0))
                .hasMessage("eta: expected a number above 0 and at most 1, came 0.0; without noise a step has no"
                        + " log-probability");
    }

    @Test
    void aStepWithoutSpreadIsRefused() {
        assertThatThrownBy(() -> scheduler("linear", 0).steps(20, 1))
                .hasMessageStartingWith("sampling: expected a sigma of at least 0.001 at every step, came 0.0")
                .hasMessageContaining("steps_offset 1");
    }
}
