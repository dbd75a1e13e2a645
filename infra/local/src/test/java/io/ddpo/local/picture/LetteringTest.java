package io.ddpo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class LetteringTest {
    @Test
    void standsOnItsBaselineAsHighAsItsCapitals() {
        Rectangle2D h = Lettering.REGULAR.outline("H", 100, 10, 200).getBounds2D();

        assertThat(h.getMaxY()).isEqualTo(200);
        // capitals of Inter have 1490 of 2048 units
        assertThat(h.getMinY()).isCloseTo(200 - 72.75, within(0.01));
    }

    @Test
    void hasHolesWhereLettersHave() {
        var o = Lettering.SEMIBOLD.outline("O", 100, 0, 100);
        Rectangle2D bounds = o.getBounds2D();

        assertThat(o.contains(bounds.getCenterX(), bounds.getCenterY())).isFalse();
        assertThat(o.contains(bounds.getMinX() + 4, bounds.getCenterY())).isTrue();
    }

    @Test
    void setsLettersOneAfterTheOther() {
        double one = Lettering.REGULAR.width("n", 10);

        assertThat(Lettering.REGULAR.width("nnn", 10)).isCloseTo(3 * one, within(1e-9));
        assertThat(Lettering.REGULAR.outline("nnn", 10, 0, 0).getBounds2D().getWidth())
                .isBetween(2 * one, 3 * one);
    }

    @Test
    void writesABoxForWhatItDoesNotKnow() {
        assertThat(Lettering.REGULAR.outline("狐", 10, 0, 0).getBounds2D().getHeight())
                .isPositive();
    }
}
