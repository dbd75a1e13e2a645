package io.ddpo.diffusion.policy;

/**
 * What one micro-batch showed.
 *
 * @param loss before the share was applied
 * @param logRatios recomputed minus published log-probability, one a transition
 */
public record StepFigures(double loss, float[] logRatios) {}
