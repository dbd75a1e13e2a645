package io.ddpo.rewards.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextRegionsTest {
    private final float[][] map = new float[64][128];

    @Test
    void aLineIsLargerThanItsHeart() {
        draw(20, 30, 60, 40, 0.9f);

        double margin = 1.6 * (40 * 10) / (2.0 * (40 + 10));
        assertThat(TextRegions.in(map)).containsExactly(new Box(20 - margin, 30 - margin, 60 + margin, 40 + margin));
    }

    @Test
    void linesThatDoNotTouchAreTwo() {
        draw(10, 10, 50, 20, 0.9f);
        draw(10, 24, 50, 34, 0.9f);

        assertThat(TextRegions.in(map)).hasSize(2);
    }

    @Test
    void whatTouchesAtACornerIsOne() {
        draw(10, 10, 50, 20, 0.9f);
        draw(50, 20, 90, 30, 0.9f);

        assertThat(TextRegions.in(map)).hasSize(1);
    }

    @Test
    void aLineAtTheEdgeEndsThere() {
        draw(0, 0, 128, 8, 0.9f);

        assertThat(TextRegions.in(map))
                .singleElement()
                .satisfies(box -> assertThat(box.left()).isZero())
                .satisfies(box -> assertThat(box.top()).isZero())
                .satisfies(box -> assertThat(box.right()).isEqualTo(128));
    }

    @Test
    void whatIsDoubtfulOrTooSmallIsNone() {
        draw(10, 10, 50, 20, 0.5f);
        draw(60, 10, 100, 12, 0.9f);

        assertThat(TextRegions.in(map)).isEmpty();
    }

    private void draw(int left, int top, int right, int bottom, float probability) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                map[y][x] = probability;
            }
        }
    }
}
