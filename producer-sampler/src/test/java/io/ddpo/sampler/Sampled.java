package io.ddpo.sampler;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Trajectory;
import java.util.Arrays;

/** Trajectories of known values, as if they had been sampled: pictures of 2 by 2 pixels. */
final class Sampled {
    static final int[] SHAPE = {3, 2, 2};
    private static final int DIMENSIONS = 12;

    /** Of pixels, as these latents are. */
    static final LatentDecoder DECODER = new LatentDecoder() {
        @Override
        public int size() {
            return SHAPE[1];
        }

        @Override
        public boolean isImmediate() {
            return true;
        }

        @Override
        public Picture decode(float[] latent) {
            return new Picture(latent, SHAPE[1], SHAPE[2]);
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    };

    private Sampled() {}

    /** Latent {@code i} holds {@code i / 2} everywhere, log-probability {@code i} is {@code -i}. */
    static Trajectory trajectory(int steps) {
        float[][] latents = new float[steps + 1][DIMENSIONS];
        float[][] previews = new float[steps][DIMENSIONS];
        int[] timesteps = new int[steps];
        float[] logProbabilities = new float[steps];
        for (int i = 0; i <= steps; i++) {
            Arrays.fill(latents[i], i / 2f);
        }
        for (int i = 0; i < steps; i++) {
            timesteps[i] = 10 * (steps - i);
            logProbabilities[i] = -i;
            Arrays.fill(previews[i], 2f * i / steps - 1);
        }
        return new Trajectory(latents, timesteps, logProbabilities, previews);
    }
}
