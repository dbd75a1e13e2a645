package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import java.util.Optional;

/** Gradients of a {@link PolicyLoss} on transitions. Log-probabilities are means over C, H, W. */
public final class PolicyGradient {

    private final Policy policy;
    private final Kernels kernels;
    private final double guidanceScale;

    /** @param guidanceScale of the rollouts; guidance is part of the policy, so the gradient flows through both halves */
    public PolicyGradient(Policy policy, double guidanceScale) {
        this.policy = policy;
        this.kernels = policy.kernels();
        this.guidanceScale = guidanceScale;
    }

    /** Log-probabilities of the transitions under the policy as it is now. */
    public float[] logProbabilities(Transitions transitions) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            TransitionGaussians gaussians = new TransitionGaussians(policy, transitions, guidanceScale);
            return gaussians.logProbabilities(gaussians.means(policy.applied())).toFloatArray();
        }
    }

    /**
     * Adds the gradient of {@code share} times the loss to the trainable tensors.
     *
     * @param sampled log-probabilities under the policy that sampled
     * @param share of this micro-batch in its update
     */
    public StepFigures accumulate(Transitions transitions, float[] sampled, PolicyLoss loss, double share) {
        return accumulate(transitions, sampled, loss, Optional.empty(), share);
    }

    /** The same with a penalty added to the loss. */
    public StepFigures accumulate(
            Transitions transitions, float[] sampled, PolicyLoss loss, Optional<KlPenalty> penalty, double share) {
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            TransitionGaussians gaussians = new TransitionGaussians(policy, transitions, guidanceScale);
            NDArray before = kernels.floats(sampled, sampled.length);
            Optional<NDArray> base = penalty.map(kl -> kl.base().means(gaussians));
            NDArray[] seen = new NDArray[2];
            gaussians.accumulate(means -> {
                NDArray logProbabilities = gaussians.logProbabilities(means);
                seen[0] = kernels.sub(logProbabilities, before);
                NDArray unpenalised = loss.of(kernels, logProbabilities, seen[0]);
                seen[1] = base.map(others -> kernels.add(
                                unpenalised, penalty.orElseThrow().of(kernels, gaussians.divergences(means, others))))
                        .orElse(unpenalised);
                return kernels.scale(seen[1], share);
            });
            return new StepFigures(seen[1].getFloat(), seen[0].toFloatArray());
        }
    }
}
