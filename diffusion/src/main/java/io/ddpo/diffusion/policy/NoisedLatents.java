package io.ddpo.diffusion.policy;

import java.util.List;

/**
 * A micro-batch of N clean latents and what they are noised with.
 *
 * @param x0 clean latents, {@code [N, C, H, W]} in row-major order
 * @param noise standard normals, likewise
 * @param timesteps one a row, of the training timesteps
 * @param prompts one a row
 */
public record NoisedLatents(float[] x0, float[] noise, int[] timesteps, List<String> prompts) {

    public NoisedLatents {
        prompts = List.copyOf(prompts);
        if (prompts.isEmpty()
                || timesteps.length != prompts.size()
                || x0.length != noise.length
                || x0.length % prompts.size() != 0) {
            throw new IllegalArgumentException("expected as many timesteps as prompts and latents, came "
                    + timesteps.length + " timesteps, " + prompts.size() + " prompts, " + x0.length + " and "
                    + noise.length + " values");
        }
    }

    /** N. */
    public int size() {
        return prompts.size();
    }
}
