package io.ddpo.diffusion.policy;

/**
 * One denoising trajectory.
 *
 * @param latents T+1 latents from x_T to x_0, each {@code [C, H, W]} in row-major order
 * @param timesteps the T timesteps, descending
 * @param logProbabilities of the T transitions, averaged over C, H, W, as computed on the published latents
 * @param previews the x_0 that the model saw at each of the T steps, for a {@link LatentDecoder}
 */
public record Trajectory(float[][] latents, int[] timesteps, float[] logProbabilities, float[][] previews) {

    /** x_0. */
    public float[] last() {
        return latents[latents.length - 1];
    }
}
