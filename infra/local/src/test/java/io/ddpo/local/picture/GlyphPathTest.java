package io.ddpo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlyphPathTest {
    private static final String[] NAMES = {"M", "L", "Q", "C", "Z"};
    private static final int[] COORDINATES = {2, 2, 4, 6, 0};

    @Test
    void readsEveryCommand() {
        assertThat(segments("M10-20L30 40H50V-60Q1 2 3 4Z"))
                .containsExactly("M 10 -20", "L 30 40", "L 50 40", "L 50 -60", "Q 1 2 3 4", "Z");
    }

    @Test
    void takesFurtherPairsForTheSameAgainAndAfterAMoveForLines() {
        assertThat(segments("M1 2 3 4 5 6")).containsExactly("M 1 2", "L 3 4", "L 5 6");
        assertThat(segments("M0 0Q1 2 3 4 5 6 7 8")).containsExactly("M 0 0", "Q 1 2 3 4", "Q 5 6 7 8");
    }

    @Test
    void readsSeveralContours() {
        assertThat(segments("M0 0H1ZM5 5V6Z")).containsExactly("M 0 0", "L 1 0", "Z", "M 5 5", "L 5 6", "Z");
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        double[] at = new double[6];
        for (PathIterator i = GlyphPath.read(path).getPathIterator(null); !i.isDone(); i.next()) {
            int type = i.currentSegment(at);
            StringBuilder segment = new StringBuilder(NAMES[type]);
            for (int c = 0; c < COORDINATES[type]; c++) {
                segment.append(' ').append((int) at[c]);
            }
            segments.add(segment.toString());
        }
        return segments;
    }
}
