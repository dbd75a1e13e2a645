package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.schedule.DdimConfig;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Weights;
import java.util.List;

/** The Gaussians from which the latents of transitions are drawn, one a row. Within the caller's scope. */
final class TransitionGaussians {

    private final Policy policy;
    private final Kernels kernels;
    private final double guidanceScale;
    private final NDArray x;
    private final NDArray next;
    private final NDArray coefficients;
    private final float[] timesteps;
    private final NDArray context;

    /** @param guidanceScale of the rollouts, since guidance is part of the policy */
    TransitionGaussians(Policy policy, Transitions transitions, double guidanceScale) {
        this.policy = policy;
        this.kernels = policy.kernels();
        this.guidanceScale = guidanceScale;
        List<DdimStep> steps = transitions.steps();
        this.x = latents(transitions.x(), steps.size());
        this.next = latents(transitions.next(), steps.size());
        this.coefficients = kernels.floats(DdimStep.rows(steps), steps.size(), DdimStep.COEFFICIENTS);
        this.timesteps = new float[steps.size()];
        for (int row = 0; row < timesteps.length; row++) {
            timesteps[row] = steps.get(row).timestep();
        }
        this.context = policy.context(transitions.prompts(), guidanceScale);
    }

    private NDArray latents(float[] values, int count) {
        int[] shape = policy.latentShape();
        return kernels.floats(values, count, shape[0], shape[1], shape[2]);
    }

    /** Means under some weights of the policy's network. */
    NDArray means(Weights weights) {
        return means(policy.predict(weights, x, timesteps, context, guidanceScale));
    }

    private NDArray means(NDArray output) {
        DdimConfig config = policy.scheduler().config();
        return kernels.ddimMean(output, x, coefficients, config.predictionType(), config.clipRange());
    }

    /** Log-density of what was drawn, averaged over C, H, W: {@code [N]}. */
    NDArray logProbabilities(NDArray means) {
        return kernels.logProbability(next, means, coefficients);
    }

    /** Divergence between Gaussians with these means, averaged over C, H, W: {@code [N]}. */
    NDArray divergences(NDArray means, NDArray others) {
        return kernels.gaussianKl(means, others, coefficients);
    }

    /** Adds the gradient of a loss of the means to what learns. The caller records gradients. */
    void accumulate(LossOfMeans loss) {
        policy.accumulate(x, timesteps, context, guidanceScale, output -> loss.of(means(output)));
    }

    /** A scalar. */
    @FunctionalInterface
    interface LossOfMeans {
        NDArray of(NDArray means);
    }
}
