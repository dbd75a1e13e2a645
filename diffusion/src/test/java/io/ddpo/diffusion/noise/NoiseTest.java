package io.ddpo.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseTest {

    /** Known answers published with Random123. */
    @Test
    void philoxGivesTheKnownAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] block(long key, long low, long high) {
        int[] out = new int[4];
        Philox.block(key, low, high, out);
        return out;
    }

    @Test
    void normalsHaveTheMomentsOfANormal() {
        float[] values = normals(3, 5, 100_000);

        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] * values[i])
                .average()
                .orElseThrow();
        double fourth = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.pow(values[i], 4))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.015));
        assertThat(square).isCloseTo(1, within(0.02));
        assertThat(fourth).isCloseTo(3, within(0.15));
    }

    @Test
    void aShorterDrawIsThePrefixOfALongerOne() {
        assertThat(normals(1, 2, 7)).isEqualTo(Arrays.copyOf(normals(1, 2, 100), 7));
    }

    @Test
    void seedsAndStreamsAreIndependent() {
        assertThat(normals(1, 2, 16)).isNotEqualTo(normals(1, 3, 16)).isNotEqualTo(normals(2, 2, 16));
    }

    private static float[] normals(long seed, long stream, int length) {
        float[] values = new float[length];
        Noise.normals(seed, stream, values, 0, length);
        return values;
    }

    @Test
    void aPermutationHoldsEveryIndexOnceAndDependsOnTheSeed() {
        int[] order = Noise.permutation(4, 1, 50);

        assertThat(order).isEqualTo(Noise.permutation(4, 1, 50)).isNotEqualTo(Noise.permutation(5, 1, 50));
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, 50).toArray());
    }

    @Test
    void uniformDrawsReachEveryValue() {
        assertThat(IntStream.range(0, 200)
                        .map(i -> Noise.uniform(9, i, 0, 5))
                        .distinct()
                        .sorted()
                        .toArray())
                .containsExactly(0, 1, 2, 3, 4);
    }
}
