package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.schedule.DdimScheduler;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;

/**
 * Reward-weighted regression (Lee et al., 2023; Black et al., 2024, §5.1): {@code mean w ‖ε - ε_θ‖²} on noised samples,
 * the norm a mean over C, H, W. ε_θ is the noise that the guided prediction amounts to, whatever the model predicts.
 */
public final class DenoisingRegression {

    private final Policy policy;
    private final Kernels kernels;
    private final double guidanceScale;

    /** @param guidanceScale of the rollouts; the gradient flows through both halves */
    public DenoisingRegression(Policy policy, double guidanceScale) {
        this.policy = policy;
        this.kernels = policy.kernels();
        this.guidanceScale = guidanceScale;
    }

    /**
     * Adds the gradient of {@code share} times the loss to the trainable tensors.
     *
     * @param weights w, one a row; 0 for a row that counts for nothing
     * @param share of this micro-batch in its update
     * @return figures without log ratios
     */
    public StepFigures accumulate(NoisedLatents rows, float[] weights, double share) {
        int count = rows.size();
        int[] shape = policy.latentShape();
        DdimScheduler scheduler = policy.scheduler();
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            NDArray noise = kernels.floats(rows.noise(), count, shape[0], shape[1], shape[2]);
            NDArray scales = kernels.floats(scales(rows.timesteps()), count, 2);
            NDArray x0 = kernels.floats(rows.x0(), count, shape[0], shape[1], shape[2]);
            NDArray x = kernels.noised(x0, noise, scales);
            NDArray w = kernels.floats(weights, count);
            NDArray context = policy.context(rows.prompts(), guidanceScale);
            NDArray[] loss = new NDArray[1];
            policy.accumulate(x, floats(rows.timesteps()), context, guidanceScale, output -> {
                String prediction = scheduler.config().predictionType();
                loss[0] = kernels.weightedMse(noise, kernels.predictedNoise(output, x, scales, prediction), w);
                return kernels.scale(loss[0], share);
            });
            return new StepFigures(loss[0].getFloat(), new float[0]);
        }
    }

    /** √ᾱ and √(1-ᾱ) of every timestep. */
    private float[] scales(int[] timesteps) {
        float[] scales = new float[2 * timesteps.length];
        for (int row = 0; row < timesteps.length; row++) {
            double alpha = policy.scheduler().alphaCumulative(timesteps[row]);
            scales[2 * row] = (float) Math.sqrt(alpha);
            scales[2 * row + 1] = (float) Math.sqrt(1 - alpha);
        }
        return scales;
    }

    private static float[] floats(int[] timesteps) {
        float[] floats = new float[timesteps.length];
        for (int row = 0; row < floats.length; row++) {
            floats[row] = timesteps[row];
        }
        return floats;
    }
}
