package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PictureAgreementTest {
    private final PictureAgreement agreement = new PictureAgreement(
            List.of(new double[] {0.9, 0.1}, new double[] {0.2, 0.4}, new double[] {0.3, 0.5}, new double[] {0.6, 0.6}),
            List.of(0, 1, 0, 1));

    @Test
    void meanAndNearestAreOfEachPicturesOwnText() {
        assertThat(agreement.mean()).isEqualTo((0.9 + 0.4 + 0.3 + 0.6) / 4, within(1e-12));
        assertThat(agreement.nearest()).isEqualTo(0.75);
    }

    @Test
    void separationIsTheShareOfPairsInTheRightOrder() {
        assertThat(agreement.separation(List.of(true, false, false, true))).contains(1.0);
        assertThat(agreement.separation(List.of(true, true, false, true))).contains(1.0);
        assertThat(agreement.separation(List.of(false, true, false, true))).contains(0.5);
    }

    @Test
    void withoutPairsThereIsNoSeparation() {
        assertThat(agreement.separation(List.of(true, true, true, true))).isEmpty();
    }

    @Test
    void equalOnesCountForAHalf() {
        PictureAgreement equal = new PictureAgreement(List.of(new double[] {0.5}, new double[] {0.5}), List.of(0, 0));

        assertThat(equal.separation(List.of(true, false))).contains(0.5);
    }
}
