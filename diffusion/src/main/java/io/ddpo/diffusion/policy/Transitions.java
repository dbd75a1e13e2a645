package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.schedule.DdimStep;
import java.util.List;

/**
 * A micro-batch of N transitions out of any trajectories, at any timesteps.
 *
 * @param x the noisier latents, {@code [N, C, H, W]} in row-major order
 * @param next the latents that followed, likewise
 * @param steps the DDIM step of each row
 * @param prompts the prompt of each row
 */
public record Transitions(float[] x, float[] next, List<DdimStep> steps, List<String> prompts) {

    public Transitions {
        steps = List.copyOf(steps);
        prompts = List.copyOf(prompts);
        if (steps.isEmpty()
                || steps.size() != prompts.size()
                || x.length != next.length
                || x.length % steps.size() != 0) {
            throw new IllegalArgumentException("expected as many steps as prompts and latents, came " + steps.size()
                    + " steps, " + prompts.size() + " prompts, " + x.length + " and " + next.length + " values");
        }
    }

    /** N. */
    public int size() {
        return steps.size();
    }
}
