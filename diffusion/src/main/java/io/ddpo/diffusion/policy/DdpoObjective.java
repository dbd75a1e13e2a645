package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;

/**
 * The importance-sampled policy gradient of DDPO (Black et al., 2024, eq. 5) with PPO's clipping:
 * {@code mean max(-A r, -A clip(r, 1±c))}, {@code r = exp(log p - log p_old)}. Log-probabilities are means over C, H, W,
 * and the clip range acts on them.
 */
public final class DdpoObjective {

    private final Policy policy;
    private final Kernels kernels;
    private final double guidanceScale;

    /** @param guidanceScale of the rollouts; guidance is part of the policy, so the gradient flows through both halves */
    public DdpoObjective(Policy policy, double guidanceScale) {
        this.policy = policy;
        this.kernels = policy.kernels();
        this.guidanceScale = guidanceScale;
    }

    /** Log-probabilities of the transitions under the policy as it is now. */
    public float[] logProbabilities(Transitions transitions) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            return logProbability(transitions).toFloatArray();
        }
    }

    /**
     * Adds the gradient of {@code share} times the loss to the trainable tensors.
     *
     * @param oldLogProbabilities as published with the trajectories
     * @param advantages one a transition
     * @param clip range of the importance ratio around 1
     * @param share of this micro-batch in its update
     */
    public StepFigures accumulate(
            Transitions transitions, float[] oldLogProbabilities, float[] advantages, double clip, double share) {
        int count = transitions.size();
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            NDArray logRatio = kernels.sub(logProbability(transitions), kernels.floats(oldLogProbabilities, count));
            NDArray loss = kernels.clippedObjective(logRatio, kernels.floats(advantages, count), clip);
            kernels.backward(kernels.scale(loss, share));
            return new StepFigures(loss.getFloat(), logRatio.toFloatArray());
        }
    }

    private NDArray logProbability(Transitions transitions) {
        int count = transitions.size();
        int[] shape = policy.latentShape();
        NDArray x = kernels.floats(transitions.x(), count, shape[0], shape[1], shape[2]);
        NDArray next = kernels.floats(transitions.next(), count, shape[0], shape[1], shape[2]);
        NDArray coefficients = kernels.floats(DdimStep.rows(transitions.steps()), count, DdimStep.COEFFICIENTS);
        float[] timesteps = new float[count];
        for (int n = 0; n < count; n++) {
            timesteps[n] = transitions.steps().get(n).timestep();
        }
        NDArray context = policy.context(transitions.prompts(), guidanceScale);
        NDArray output = policy.predict(policy.applied(), x, timesteps, context, guidanceScale);
        String prediction = policy.scheduler().config().predictionType();
        NDArray mean = kernels.ddimMean(
                output, x, coefficients, prediction, policy.scheduler().config().clipRange());
        return kernels.logProbability(next, mean, coefficients);
    }
}
