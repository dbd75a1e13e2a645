package io.ddpo.learner;

/**
 * What one update of the optimiser showed.
 *
 * @param loss mean over its transitions
 * @param approxKl half the mean squared log ratio
 * @param clipFraction share of transitions whose ratio left the clip range
 * @param gradientNorm global norm before clipping
 * @param transitions that counted
 * @param modelSeconds of model computation
 */
record UpdateFigures(
        double loss, double approxKl, double clipFraction, double gradientNorm, int transitions, double modelSeconds) {}
