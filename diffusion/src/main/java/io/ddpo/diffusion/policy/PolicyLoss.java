package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;

/** A loss of log-probabilities whose gradient is a policy gradient: a mean over the rows of a micro-batch. */
public sealed interface PolicyLoss permits ClippedImportance, ScoreFunction {

    /**
     * The loss, a scalar.
     *
     * @param logProbabilities of the transitions under the policy that learns, {@code [N]}
     * @param logRatios the same minus those under the policy that sampled, {@code [N]}
     */
    NDArray of(Kernels kernels, NDArray logProbabilities, NDArray logRatios);
}
