package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;

/**
 * DDPO-IS, the importance-sampled policy gradient of DDPO (Black et al., 2024, eq. 5) with PPO's clipping:
 * {@code mean max(-A r, -A clip(r, 1±c))}, {@code r = exp(log p - log p_old)}.
 *
 * @param advantages A, one a transition; 0 for a row that counts for nothing
 * @param clip range c of the importance ratio around 1, which acts on log-probabilities averaged over C, H, W
 */
public record ClippedImportance(float[] advantages, double clip) implements PolicyLoss {

    @Override
    public NDArray of(Kernels kernels, NDArray logProbabilities, NDArray logRatios) {
        return kernels.clippedObjective(logRatios, kernels.floats(advantages, advantages.length), clip);
    }
}
