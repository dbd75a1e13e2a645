package io.ddpo.diffusion.policy;

/**
 * How trajectories are drawn.
 *
 * @param steps denoising steps T
 * @param eta stochasticity of DDIM, above 0 and at most 1
 * @param guidanceScale of classifier-free guidance; 1 is none
 * @param half whether latents are published in half precision, and rounded to it before their log-probability
 */
public record RolloutSettings(int steps, double eta, double guidanceScale, boolean half) {

    public RolloutSettings {
        if (steps < 1) {
            throw new IllegalArgumentException("sampling steps: expected at least 1, came " + steps);
        }
        if (!(guidanceScale >= 0)) {
            throw new IllegalArgumentException(
                    "guidance scale: expected a number of at least 0, came " + guidanceScale);
        }
    }
}
