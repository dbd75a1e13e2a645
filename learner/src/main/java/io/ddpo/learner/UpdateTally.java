package io.ddpo.learner;

import io.ddpo.diffusion.policy.StepFigures;

/** Adds up the micro-batches of one update. */
final class UpdateTally {
    private final double clip;
    private double loss;
    private double squares;
    private int clipped;
    private int transitions;

    UpdateTally(double clip) {
        this.clip = clip;
    }

    /** @param share of the micro-batch in its update */
    void add(MicroBatch microBatch, StepFigures figures, double share) {
        loss += share * figures.loss();
        for (int row = 0; row < microBatch.counted(); row++) {
            double logRatio = figures.logRatios()[row];
            squares += logRatio * logRatio;
            if (Math.abs(Math.expm1(logRatio)) > clip) {
                clipped++;
            }
        }
        transitions += microBatch.counted();
    }

    UpdateFigures figures(double gradientNorm, double modelSeconds) {
        return new UpdateFigures(
                loss,
                squares / transitions / 2,
                (double) clipped / transitions,
                gradientNorm,
                transitions,
                modelSeconds);
    }
}
