package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;

/**
 * DDPO-SF, the score function estimator of DDPO (Black et al., 2024, eq. 4): {@code mean(-A log p)}. It holds for
 * transitions of the policy that learns, so for one update a batch.
 *
 * @param advantages A, one a transition; 0 for a row that counts for nothing
 */
public record ScoreFunction(float[] advantages) implements PolicyLoss {

    @Override
    public NDArray of(Kernels kernels, NDArray logProbabilities, NDArray logRatios) {
        NDArray weights = kernels.floats(advantages, advantages.length);
        return kernels.scale(kernels.weightedMean(logProbabilities, weights), -1);
    }
}
