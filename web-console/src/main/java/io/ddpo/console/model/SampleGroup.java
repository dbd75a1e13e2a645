package io.ddpo.console.model;

import java.util.ArrayList;
import java.util.List;

/** The samples of one iteration, or of the evaluation of one version. One thread at a time. */
final class SampleGroup {
    private final boolean evaluation;
    private final int iteration;
    private final int version;
    private final List<Sample> samples = new ArrayList<>();
    private Spread spread;
    private int failures;
    private boolean released;

    SampleGroup(Sample first) {
        evaluation = first.evaluation();
        iteration = first.iteration();
        version = first.version();
    }

    void add(Sample sample) {
        if (released) {
            return; // a straggler of an iteration that was let go
        }
        samples.add(sample);
        failures += sample.isScored() ? 0 : 1;
        spread = null;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Keeps the statistics alone; returns what it let go. */
    List<Sample> release() {
        spread = spread();
        released = true;
        List<Sample> gone = List.copyOf(samples);
        samples.clear();
        return gone;
    }

    boolean isReleased() {
        return released;
    }

    Spread spread() {
        if (spread == null) {
            spread = Spread.of(samples.stream()
                    .filter(Sample::isScored)
                    .mapToDouble(Sample::reward)
                    .toArray());
        }
        return spread;
    }

    RewardPoint point() {
        return new RewardPoint(
                evaluation ? "evaluation" : "training", iteration, version, spread(), failures, !released);
    }
}
