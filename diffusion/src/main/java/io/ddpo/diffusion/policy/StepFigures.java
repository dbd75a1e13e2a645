package io.ddpo.diffusion.policy;

/**
 * What one micro-batch showed.
 *
 * @param loss before the share was applied
 * @param logRatios recomputed minus published log-probability, one a transition; empty where the loss has none
 */
public record StepFigures(double loss, float[] logRatios) {

    /** Whether the loss was one of transitions. */
    public boolean hasRatios() {
        return logRatios.length > 0;
    }
}
