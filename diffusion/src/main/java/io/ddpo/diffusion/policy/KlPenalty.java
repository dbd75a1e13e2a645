package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;

/**
 * What it costs to leave the base model: {@code mean(β KL)} over the rows of a micro-batch.
 *
 * @param base whose distance counts
 * @param coefficients β, one a transition; 0 for a row that counts for nothing
 */
public record KlPenalty(BasePolicy base, float[] coefficients) {

    NDArray of(Kernels kernels, NDArray divergences) {
        return kernels.weightedMean(divergences, kernels.floats(coefficients, coefficients.length));
    }
}
