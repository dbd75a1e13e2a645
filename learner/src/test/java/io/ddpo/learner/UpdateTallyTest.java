package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.policy.StepFigures;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateTallyTest {
    private static final Transition ANY = new Transition(0, 0);

    @Test
    void addsUpMicroBatchesWithoutTheirPadding() {
        UpdateTally tally = new UpdateTally(0.1);

        tally.add(new MicroBatch(List.of(ANY, ANY), 2), new StepFigures(1.5, new float[] {0.2f, -0.05f}), 2 / 3.0);
        tally.add(new MicroBatch(List.of(ANY, ANY), 1), new StepFigures(3, new float[] {-0.3f, 9f}), 2 / 3.0);
        UpdateFigures figures = tally.figures(7, 2);

        assertThat(figures.loss()).isCloseTo(3, within(1e-12));
        RatioFigures ratios = figures.ratios().orElseThrow();
        assertThat(ratios.approxKl()).isCloseTo((0.04 + 0.0025 + 0.09) / 3 / 2, within(1e-8));
        assertThat(ratios.clipFraction()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(figures.gradientNorm()).isEqualTo(7);
        assertThat(figures.modelSeconds()).isEqualTo(2);
        assertThat(figures.transitions()).isEqualTo(3);
    }

    @Test
    void countsARatioThatLeavesTheClipRangeOnEitherSide() {
        UpdateTally tally = new UpdateTally(0.1);
        float justInside = (float) Math.log(1.0999);
        float above = (float) Math.log(1.1001);
        float below = (float) Math.log(0.8999);

        tally.add(
                new MicroBatch(List.of(ANY, ANY, ANY, ANY), 4),
                new StepFigures(0, new float[] {justInside, above, below, 0}),
                1);

        assertThat(tally.figures(0, 0).ratios().orElseThrow().clipFraction()).isEqualTo(0.5);
    }

    @Test
    void hasNoRatiosWhereTheLossHasNone() {
        UpdateTally tally = new UpdateTally(0.1);

        tally.add(new MicroBatch(List.of(ANY), 1), new StepFigures(2, new float[0]), 1);

        assertThat(tally.figures(0, 0)).isEqualTo(new UpdateFigures(2, Optional.empty(), 0, 1, 0));
    }
}
