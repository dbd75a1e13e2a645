package io.ddpo.console.model;

import java.util.ArrayList;
import java.util.List;

/** The samples of one iteration, or of the evaluation of one version. One thread at a time. */
final class SampleGroup {
    private final boolean evaluation;
    private final int iteration;
    private final int version;
    private final List<Sample> samples = new ArrayList<>();
    private GroupFigures figures;
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
        figures = null;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Keeps the statistics alone; returns what it let go. */
    List<Sample> release() {
        figures = figures();
        released = true;
        List<Sample> gone = List.copyOf(samples);
        samples.clear();
        return gone;
    }

    boolean isReleased() {
        return released;
    }

    private GroupFigures figures() {
        if (figures == null) {
            figures = GroupFigures.of(samples);
        }
        return figures;
    }

    RewardPoint point() {
        GroupFigures all = figures();
        return new RewardPoint(
                evaluation ? "evaluation" : "training",
                iteration,
                version,
                all.spread(),
                all.prompts(),
                all.components(),
                failures,
                !released);
    }
}
