package io.ddpo.learner.guard;

import static io.ddpo.learner.guard.Points.base;
import static io.ddpo.learner.guard.Points.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OveroptimisationTest {
    private final EvaluationPoint sound = point(2, -1.35, 0.9, 0.19, 0.1);
    private final EvaluationPoint spoilt = point(4, -1.2, 0.4, 0.12, 0.09);

    @Test
    void isTheFirstVersionAtWhichTheRewardRisesAndThePicturesAreLost() {
        EvaluationPoint worse = point(6, -1.1, 0.2, 0.05, 0.05);

        assertThat(Overoptimisation.at(List.of(base(), sound, spoilt, worse))).hasValueSatisfying(found -> {
            assertThat(found.version()).isEqualTo(4);
            assertThat(found.lastSound()).isEqualTo(2);
            assertThat(found.reason())
                    .isEqualTo("the reward has risen by 2.0 standard deviations and still rises, but 40% of the"
                            + " pictures are recognised, contrast has fallen by 1.6 standard deviations");
        });
    }

    @Test
    void isNotFoundWhereTheRewardDoesNotRise() {
        assertThat(Overoptimisation.at(List.of(base(), sound, point(4, -1.36, 0.4, 0.12, 0.05))))
                .isEmpty();
        assertThat(Overoptimisation.at(List.of(base(), point(2, -1.1, 0.9, 0.2, 0.1), point(4, -1.2, 0.4, 0.1, 0.05))))
                .as("risen, and falling again")
                .isEmpty();
    }

    @Test
    void isNotFoundWhereThePicturesAreStillKnown() {
        assertThat(Overoptimisation.at(List.of(base(), sound, point(4, -1.1, 0.6, 0.05, 0.01))))
                .isEmpty();
    }

    @Test
    void isNotFoundByOneSignAlone() {
        assertThat(Overoptimisation.at(List.of(base(), sound, point(4, -1.1, 0.1, 0.2, 0.1))))
                .isEmpty();
    }

    @Test
    void isFoundWhenThePicturesOfAPromptBecomeAlike() {
        assertThat(Overoptimisation.at(List.of(base(), sound, point(4, -1.2, 0.4, 0.2, 0.04))))
                .hasValueSatisfying(
                        found -> assertThat(found.reason()).endsWith("the pictures of a prompt differ 60% less"));
    }

    @Test
    void isFoundWhenMostPicturesHaveWhatNoneHad() {
        EvaluationPoint none = painted(0, -1.4, 1, 0);

        assertThat(Overoptimisation.at(List.of(none, painted(2, -1.2, 0.4, 0.4))))
                .isEmpty();
        assertThat(Overoptimisation.at(List.of(none, painted(2, -1.2, 0.4, 0.6))))
                .hasValueSatisfying(found ->
                        assertThat(found.reason()).endsWith("painted-text has fallen by 1.3 standard deviations"));
        assertThat(Overoptimisation.figures(List.of(none, painted(2, -1.2, 0.4, 1))))
                .containsEntry("fall", 2.0);
        assertThat(Overoptimisation.figures(List.of(none, painted(2, -1.2, 0.4, 0))))
                .containsEntry("fall", 0.0);
    }

    /** @param share of the pictures with nine letters on them */
    private static EvaluationPoint painted(int version, double reward, double recognised, double share) {
        Spread text = new Spread(-9 * share, 9 * Math.sqrt(share * (1 - share)));
        return new EvaluationPoint(
                version,
                reward,
                0.1,
                Map.of("painted-text", text),
                OptionalDouble.empty(),
                recognised,
                OptionalDouble.empty());
    }

    @Test
    void needsNeitherGuardsNorSeveralSeedsToBeSilent() {
        EvaluationPoint bare =
                new EvaluationPoint(4, -1.2, 0.1, Map.of(), OptionalDouble.empty(), 0.1, OptionalDouble.empty());

        assertThat(Overoptimisation.at(List.of(base(), bare))).isEmpty();
        assertThat(Overoptimisation.at(List.of())).isEmpty();
    }

    @Test
    void showsWhatItLooksAt() {
        Map<String, Double> figures = Overoptimisation.figures(List.of(base(), sound, spoilt));

        assertThat(figures).containsEntry("recognised", 0.4);
        assertThat(figures.get("rise")).isEqualTo(2, within(1e-9));
        assertThat(figures.get("fall")).isEqualTo(1.6, within(1e-9));
        assertThat(figures.get("narrowing")).isEqualTo(0.1, within(1e-9));
        assertThat(Overoptimisation.figures(List.of(base()))).isEmpty();
    }
}
