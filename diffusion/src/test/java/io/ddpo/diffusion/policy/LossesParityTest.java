package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and divergences on random data, against PyTorch in float64. */
class LossesParityTest {
    private final Map<String, FloatTensor> tensors = Fixtures.tensors("losses/losses.safetensors");
    private final JsonNode expected = Fixtures.json("losses/losses.json");
    private Kernels kernels;
    private NDScope scope;

    @BeforeEach
    void open() {
        kernels = Kernels.onCpu();
        scope = new NDScope();
    }

    @AfterEach
    void close() {
        scope.close();
        kernels.close();
    }

    @Test
    void logProbabilities() {
        NDArray actual = kernels.logProbability(tensor("next"), tensor("mean"), coefficients());

        assertAgrees(actual, "logProbabilities");
    }

    @Test
    void divergencesBetweenGaussiansOfTheSameWidth() {
        assertAgrees(kernels.gaussianKl(tensor("mean"), tensor("base"), coefficients()), "divergences");
        assertThat(kernels.gaussianKl(tensor("mean"), tensor("mean"), coefficients())
                        .toFloatArray())
                .containsOnly(0);
    }

    @Test
    void theLossOfDdpoIs() {
        PolicyLoss loss = new ClippedImportance(
                values("advantages"), expected.get("clipRange").asDouble());

        NDArray unused = tensor("advantages");
        assertThat((double) loss.of(kernels, unused, tensor("log_ratios")).getFloat())
                .isCloseTo(number("clippedImportance"), relative(number("clippedImportance")));
    }

    @Test
    void theLossOfDdpoSf() {
        float[] logs = doubles("logProbabilities");
        NDArray logProbabilities = kernels.floats(logs, logs.length);
        PolicyLoss loss = new ScoreFunction(values("advantages"));

        assertThat((double) loss.of(kernels, logProbabilities, logProbabilities).getFloat())
                .isCloseTo(number("scoreFunction"), relative(number("scoreFunction")));
    }

    @Test
    void thePenaltyOnDivergence() {
        float[] divergences = doubles("divergences");
        float[] coefficients = new float[divergences.length];
        Arrays.fill(coefficients, (float) expected.get("penalty").asDouble());
        KlPenalty penalty = new KlPenalty(null, coefficients);

        assertThat((double) penalty.of(kernels, kernels.floats(divergences, divergences.length))
                        .getFloat())
                .isCloseTo(number("klPenalty"), relative(number("klPenalty")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epsilon", "v_prediction", "sample"})
    void theLossOfRegressionWhateverTheModelPredicts(String prediction) {
        NDArray scales = tensor("scales");
        NDArray x = kernels.noised(tensor("x0"), tensor("noise"), scales);
        NDArray predicted = kernels.predictedNoise(tensor("output"), x, scales, prediction);
        double loss = expected.get("regression").get(prediction).asDouble();

        assertThat((double) kernels.weightedMse(tensor("noise"), predicted, tensor("weights"))
                        .getFloat())
                .isCloseTo(loss, relative(loss));
    }

    private void assertAgrees(NDArray actual, String name) {
        float[] values = actual.toFloatArray();
        for (int row = 0; row < values.length; row++) {
            double reference = expected.get(name).get(row).asDouble();
            assertThat((double) values[row]).as(name + " of row " + row).isCloseTo(reference, relative(reference));
        }
    }

    private static Offset<Double> relative(double reference) {
        return within(1e-6 * Math.max(1, Math.abs(reference)));
    }

    /** Of which σ alone counts here. */
    private NDArray coefficients() {
        float[] sigma = values("sigma");
        float[] rows = new float[sigma.length * DdimStep.COEFFICIENTS];
        for (int row = 0; row < sigma.length; row++) {
            rows[row * DdimStep.COEFFICIENTS + DdimStep.COEFFICIENTS - 1] = sigma[row];
        }
        return kernels.floats(rows, sigma.length, DdimStep.COEFFICIENTS);
    }

    private double number(String name) {
        return expected.get(name).asDouble();
    }

    private float[] doubles(String name) {
        float[] values = new float[expected.get(name).size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = (float) expected.get(name).get(row).asDouble();
        }
        return values;
    }

    private float[] values(String name) {
        return tensors.get(name).values();
    }

    private NDArray tensor(String name) {
        return kernels.floats(values(name), tensors.get(name).shape());
    }
}
