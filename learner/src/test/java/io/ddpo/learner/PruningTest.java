package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruningTest {

    @Test
    void removesEveryVersionOnceItIsNoLongerAmongTheNewest() {
        Pruning pruning = new Pruning(3, 0);

        assertThat(pruning.due(2, pruning)).isEmpty();
        assertThat(pruning.due(3, pruning)).containsExactly(0);
        assertThat(pruning.due(4, pruning)).containsExactly(1);
        assertThat(all(pruning, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void keepsEverySoManiethVersionForGood() {
        assertThat(all(new Pruning(2, 4), 10)).containsExactly(1, 2, 3, 5, 6, 7);
    }

    @Test
    void keepsEverythingIfToldSo() {
        assertThat(all(new Pruning(0, 0), 10)).isEmpty();
    }

    @Test
    void catchesUpWhenFewerAreKept() {
        assertThat(new Pruning(2, 0).due(8, new Pruning(5, 0))).containsExactly(3, 4, 5, 6);
        assertThat(new Pruning(2, 3).due(8, new Pruning(0, 0))).containsExactly(1, 2, 4, 5);
    }

    @Test
    void removesNothingUntilThereIsMoreThanIsKept() {
        assertThat(new Pruning(5, 0).due(8, new Pruning(2, 0))).isEmpty();
    }

    private static List<Integer> all(Pruning pruning, int versions) {
        return IntStream.range(1, versions)
                .boxed()
                .flatMap(version -> pruning.due(version, pruning).stream())
                .toList();
    }
}
