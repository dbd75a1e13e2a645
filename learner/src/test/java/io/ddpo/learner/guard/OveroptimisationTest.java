package io.ddpo.learner.guard;

import static io.ddpo.learner.guard.Points.base;
import static io.ddpo.learner.guard.Points.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OveroptimisationTest {
    private final EvaluationPoint sound = point(10, -1.35, 0.37, 0.1);
    private final EvaluationPoint spoilt = point(20, -1.2, 0.3, 0.09);

    @Test
    void isTheFirstVersionWhoseRewardHasRisenWhileAGuardHasFallen() {
        EvaluationPoint worse = point(30, -1.1, 0.1, 0.05);

        assertThat(found(base(), sound, spoilt, worse)).hasValueSatisfying(found -> {
            assertThat(found.version()).isEqualTo(20);
            assertThat(found.lastSound()).isEqualTo(10);
            assertThat(found.reason())
                    .isEqualTo("the reward has risen by 2.00 standard deviations, but alignment has fallen by 0.50");
        });
    }

    /** 0.15 standard deviations at version 10, 0.18 at 11: 0.21 at 12. */
    @Test
    void isTheVersionBeforeTheOneAtWhichAGuardWillHaveFallen() {
        EvaluationPoint soon = point(11, -1.3, 0.364, 0.1);
        EvaluationPoint tooLate = point(12, -1.2, 0.358, 0.1);

        assertThat(found(base(), sound, soon, tooLate)).hasValueSatisfying(found -> {
            assertThat(found.version()).isEqualTo(11);
            assertThat(found.reason())
                    .isEqualTo("the reward has risen by 1.00 standard deviations, but alignment has fallen by 0.18 and"
                            + " loses 0.03 a version");
        });
        assertThat(found(base(), sound, point(11, -1.3, 0.37, 0.1), point(12, -1.2, 0.371, 0.1)))
                .isEmpty();
    }

    @Test
    void isNotFoundWhereTheRewardHasNotRisen() {
        assertThat(found(base(), sound, point(20, -1.41, 0.1, 0.01))).isEmpty();
    }

    @Test
    void isNotFoundWhereGuardAndDiversityHold() {
        assertThat(found(base(), sound, point(20, -0.9, 0.37, 0.03))).isEmpty();
    }

    @Test
    void isFoundByAsMuchOfAFallAsIsAskedFor() {
        assertThat(Overoptimisation.at(List.of(base(), sound, spoilt), 0.6)).isEmpty();
        assertThat(Overoptimisation.at(List.of(base(), sound, spoilt), 0.1))
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo(10));
    }

    @Test
    void isFoundWhenThePicturesOfAPromptBecomeAlike() {
        assertThat(found(base(), sound, point(20, -1.2, 0.4, 0.02)))
                .hasValueSatisfying(
                        found -> assertThat(found.reason()).endsWith(", but the pictures of a prompt differ 80% less"));
        assertThat(found(base(), sound, point(20, -1.2, 0.2, 0.02)))
                .hasValueSatisfying(found -> assertThat(found.reason())
                        .endsWith("alignment has fallen by 1.00, and the pictures of a prompt differ 80% less"));
    }

    @Test
    void measuresAGuardThatSaidTheSameOfAllPicturesByBothVersions() {
        EvaluationPoint none = painted(0, -1.4, 0);

        assertThat(Overoptimisation.at(List.of(none, painted(20, -1.2, 0.4)), 1.25))
                .isEmpty();
        assertThat(Overoptimisation.at(List.of(none, painted(20, -1.2, 0.6)), 1.25))
                .hasValueSatisfying(found -> assertThat(found.reason()).endsWith("painted-text has fallen by 1.31"));
        assertThat(Overoptimisation.figures(List.of(none, painted(20, -1.2, 1))))
                .containsEntry("fall", 2.0);
        assertThat(Overoptimisation.figures(List.of(none, painted(20, -1.2, 0))))
                .containsEntry("fall", 0.0);
    }

    /** @param share of the pictures with nine letters on them */
    private static EvaluationPoint painted(int version, double reward, double share) {
        Spread text = new Spread(-9 * share, 9 * Math.sqrt(share * (1 - share)));
        return new EvaluationPoint(
                version,
                new Spread(reward, 0.1),
                Optional.empty(),
                Map.of("painted-text", text),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    @Test
    void needsNeitherGuardsNorSeveralSeedsToBeSilent() {
        EvaluationPoint bare = new EvaluationPoint(
                4, new Spread(-1.2, 0.1), Optional.empty(), Map.of(), OptionalDouble.empty(), OptionalDouble.empty());

        assertThat(found(base(), bare)).isEmpty();
        assertThat(found()).isEmpty();
    }

    @Test
    void showsWhatItLooksAt() {
        Map<String, Double> figures = Overoptimisation.figures(List.of(base(), sound, spoilt));

        assertThat(figures.get("rise")).isEqualTo(2, within(1e-9));
        assertThat(figures.get("fall")).isEqualTo(0.5, within(1e-9));
        assertThat(figures.get("pace")).isEqualTo(0.035, within(1e-9));
        assertThat(figures.get("narrowing")).isEqualTo(0.1, within(1e-9));
        assertThat(figures.get("heldOutRise")).isEqualTo(2, within(1e-9));
        assertThat(figures).containsEntry("klToBase", 0.003);
        assertThat(Overoptimisation.figures(List.of(base()))).isEmpty();
    }

    private static Optional<Overoptimisation> found(EvaluationPoint... points) {
        return Overoptimisation.at(List.of(points), 0.2);
    }
}
