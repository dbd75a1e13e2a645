package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.Weights;
import java.util.function.Supplier;

/**
 * The policy before it learned anything, and the Kullback–Leibler divergence to it. Both draw a latent from Gaussians of
 * the same σ, so that a step's divergence is {@code ‖μ - μ_base‖² / 2σ²}; like the log-probability it is the mean over
 * C, H, W.
 */
public final class BasePolicy implements AutoCloseable {

    private final Policy policy;
    private final Supplier<Weights> weights;
    private final Runnable onClose;

    /** @param weights of the base, to be applied within a scope */
    BasePolicy(Policy policy, Supplier<Weights> weights, Runnable onClose) {
        this.policy = policy;
        this.weights = weights;
        this.onClose = onClose;
    }

    /**
     * The divergence of the policy as it is now from the base, in nats a dimension, for every transition.
     *
     * @param guidanceScale of the rollouts
     */
    public float[] divergences(Transitions transitions, double guidanceScale) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            TransitionGaussians gaussians = new TransitionGaussians(policy, transitions, guidanceScale);
            return gaussians
                    .divergences(gaussians.means(policy.applied()), means(gaussians))
                    .toFloatArray();
        }
    }

    /** What the base makes of transitions, without a gradient. */
    NDArray means(TransitionGaussians gaussians) {
        try (GradientGuard off = Kernels.withoutGradients()) {
            return gaussians.means(weights.get());
        }
    }

    /** Frees what the base has of its own; the policy stays open. */
    @Override
    public void close() {
        onClose.run();
    }
}
