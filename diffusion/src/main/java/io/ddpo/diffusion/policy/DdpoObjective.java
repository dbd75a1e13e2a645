package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.schedule.DdimConfig;
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
            Rows rows = rows(transitions);
            NDArray output =
                    policy.predict(policy.applied(), rows.x(), rows.timesteps(), rows.context(), guidanceScale);
            return logProbability(rows, output).toFloatArray();
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
            Rows rows = rows(transitions);
            NDArray old = kernels.floats(oldLogProbabilities, count);
            NDArray weights = kernels.floats(advantages, count);
            NDArray[] seen = new NDArray[2];
            policy.accumulate(rows.x(), rows.timesteps(), rows.context(), guidanceScale, output -> {
                seen[0] = kernels.sub(logProbability(rows, output), old);
                seen[1] = kernels.clippedObjective(seen[0], weights, clip);
                return kernels.scale(seen[1], share);
            });
            return new StepFigures(seen[1].getFloat(), seen[0].toFloatArray());
        }
    }

    private record Rows(NDArray x, NDArray next, NDArray coefficients, float[] timesteps, NDArray context) {}

    private Rows rows(Transitions transitions) {
        int count = transitions.size();
        int[] shape = policy.latentShape();
        float[] timesteps = new float[count];
        for (int n = 0; n < count; n++) {
            timesteps[n] = transitions.steps().get(n).timestep();
        }
        return new Rows(
                kernels.floats(transitions.x(), count, shape[0], shape[1], shape[2]),
                kernels.floats(transitions.next(), count, shape[0], shape[1], shape[2]),
                kernels.floats(DdimStep.rows(transitions.steps()), count, DdimStep.COEFFICIENTS),
                timesteps,
                policy.context(transitions.prompts(), guidanceScale));
    }

    private NDArray logProbability(Rows rows, NDArray output) {
        DdimConfig config = policy.scheduler().config();
        NDArray mean =
                kernels.ddimMean(output, rows.x(), rows.coefficients(), config.predictionType(), config.clipRange());
        return kernels.logProbability(rows.next(), mean, rows.coefficients());
    }
}
