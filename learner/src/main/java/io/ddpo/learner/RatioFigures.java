package io.ddpo.learner;

/**
 * What one update showed of the importance ratios of its transitions.
 *
 * @param approxKl half the mean squared log ratio
 * @param clipFraction share of transitions whose ratio left the clip range
 */
record RatioFigures(double approxKl, double clipFraction) {}
