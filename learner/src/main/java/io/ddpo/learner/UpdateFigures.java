package io.ddpo.learner;

import java.util.Optional;

/**
 * What one update of the optimiser showed.
 *
 * @param loss mean over its rows
 * @param ratios empty where the loss has no transitions
 * @param gradientNorm global norm before clipping
 * @param transitions rows that counted
 * @param modelSeconds of model computation
 */
record UpdateFigures(
        double loss, Optional<RatioFigures> ratios, double gradientNorm, int transitions, double modelSeconds) {}
