package io.ddpo.local.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void dividesTheVarianceByTheCount() {
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0, 6.0))).isEqualTo(new Spread(3, Math.sqrt(3.5), 4));
    }

    @Test
    void hasNothingToSayOfNothing() {
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessage("expected at least one reward, got none");
    }
}
