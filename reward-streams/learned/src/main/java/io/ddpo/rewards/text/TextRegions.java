package io.ddpo.rewards.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Lines of text in a map of how likely each pixel is the heart of one, as Differentiable Binarization (Liao et al., 2020)
 * draws it: what hangs together is a line, shrunk by a known ratio. Boxes are upright, other than the reference's.
 */
final class TextRegions {
    private static final float LIKELY = 0.3f;

    /** Mean over a region, as the reference asks for of the whole box. */
    private static final double CERTAIN = 0.6;

    /** Of the map: less is no letter. */
    private static final int LEAST_SIDE = 3;

    /** The reference's, by which lines are larger than their hearts. */
    private static final double UNCLIP = 1.6;

    private final float[][] map;
    private final boolean[][] seen;

    private TextRegions(float[][] map) {
        this.map = map;
        this.seen = new boolean[map.length][map[0].length];
    }

    /** @param map rows of probabilities, at least one of at least one */
    static List<Box> in(float[][] map) {
        TextRegions regions = new TextRegions(map);
        List<Box> boxes = new ArrayList<>();
        for (int y = 0; y < map.length; y++) {
            for (int x = 0; x < map[y].length; x++) {
                if (regions.isNew(x, y)) {
                    regions.from(x, y).ifPresent(boxes::add);
                }
            }
        }
        return boxes;
    }

    private boolean isNew(int x, int y) {
        return y >= 0 && y < map.length && x >= 0 && x < map[y].length && !seen[y][x] && map[y][x] > LIKELY;
    }

    private record Pixel(int x, int y) {}

    /** The box of the region around a pixel, if it is a line. */
    private Optional<Box> from(int startX, int startY) {
        Deque<Pixel> open = new ArrayDeque<>();
        int left = startX;
        int right = startX;
        int bottom = startY;
        int pixels = 0;
        double sum = 0;
        seen[startY][startX] = true;
        open.push(new Pixel(startX, startY));
        while (!open.isEmpty()) {
            Pixel at = open.pop();
            left = Math.min(left, at.x());
            right = Math.max(right, at.x());
            bottom = Math.max(bottom, at.y());
            pixels++;
            sum += map[at.y()][at.x()];
            pushNeighbours(at, open);
        }
        int width = right + 1 - left;
        int height = bottom + 1 - startY; // rows are looked through from the top
        if (Math.min(width, height) < LEAST_SIDE || sum / pixels < CERTAIN) {
            return Optional.empty();
        }
        double margin = UNCLIP * width * height / (2.0 * (width + height));
        Box heart = new Box(left, startY, right + 1, bottom + 1);
        return Optional.of(heart.grown(margin, map[0].length, map.length));
    }

    private void pushNeighbours(Pixel at, Deque<Pixel> open) {
        for (int y = at.y() - 1; y <= at.y() + 1; y++) {
            for (int x = at.x() - 1; x <= at.x() + 1; x++) {
                if (isNew(x, y)) {
                    seen[y][x] = true;
                    open.push(new Pixel(x, y));
                }
            }
        }
    }
}
