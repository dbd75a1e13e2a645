package io.ddpo.learner;

import io.ddpo.diffusion.policy.StepFigures;
import java.util.Optional;

/** Adds up the micro-batches of one update. */
final class UpdateTally {
    private final double clip;
    private double loss;
    private double squares;
    private int clipped;
    private int ratios;
    private int transitions;

    UpdateTally(double clip) {
        this.clip = clip;
    }

    /** @param share of the micro-batch in its update */
    void add(MicroBatch microBatch, StepFigures figures, double share) {
        loss += share * figures.loss();
        transitions += microBatch.counted();
        if (!figures.hasRatios()) {
            return;
        }
        for (int row = 0; row < microBatch.counted(); row++) {
            double logRatio = figures.logRatios()[row];
            squares += logRatio * logRatio;
            if (Math.abs(Math.expm1(logRatio)) > clip) {
                clipped++;
            }
        }
        ratios += microBatch.counted();
    }

    UpdateFigures figures(double gradientNorm, double modelSeconds) {
        Optional<RatioFigures> seen = ratios == 0
                ? Optional.empty()
                : Optional.of(new RatioFigures(squares / ratios / 2, (double) clipped / ratios));
        return new UpdateFigures(loss, seen, gradientNorm, transitions, modelSeconds);
    }
}
