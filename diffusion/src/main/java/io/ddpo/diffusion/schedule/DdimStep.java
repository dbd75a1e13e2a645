package io.ddpo.diffusion.schedule;

import java.util.List;

/**
 * One stochastic DDIM step (Song et al., 2021, eq. 12): {@code x' ~ N(signalNext · x0 + directionNext · eps, sigma²)},
 * where {@code x = signal · x0 + noise · eps}.
 *
 * @param timestep at which the model is asked
 * @param signal √ᾱ of this timestep
 * @param noise √(1-ᾱ) of this timestep
 * @param signalNext √ᾱ of the next, less noisy timestep
 * @param directionNext √(1-ᾱ'-σ²)
 * @param sigma standard deviation of the step
 */
public record DdimStep(
        int timestep, double signal, double noise, double signalNext, double directionNext, double sigma) {

    /** Numbers in a row of {@link #rows}. */
    public static final int COEFFICIENTS = 5;

    /** One row of coefficients a step, as the kernels take them: signal, noise, signalNext, directionNext, sigma. */
    public static float[] rows(List<DdimStep> steps) {
        float[] rows = new float[COEFFICIENTS * steps.size()];
        int at = 0;
        for (DdimStep step : steps) {
            rows[at++] = (float) step.signal;
            rows[at++] = (float) step.noise;
            rows[at++] = (float) step.signalNext;
            rows[at++] = (float) step.directionNext;
            rows[at++] = (float) step.sigma;
        }
        return rows;
    }
}
