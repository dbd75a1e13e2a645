package io.ddpo.rewards.jpeg;

import java.awt.image.BufferedImage;

/** A picture made of numbers, in integers: the same pixels as {@code make_jpeg_fixtures.py} makes of them. */
record GeneratedPicture(int width, int height, long seed, int finest, int coarsest, int contrast) {

    BufferedImage draw() {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, value(x, y, 0) << 16 | value(x, y, 1) << 8 | value(x, y, 2));
            }
        }
        return picture;
    }

    private int value(int x, int y, int channel) {
        long total = 0;
        long weights = 0;
        for (int cell = finest; cell <= coarsest; cell *= 2) {
            total += cell * octave(x, y, channel, cell);
            weights += cell;
        }
        long value = 128 + Math.floorDiv((total / weights - 128) * contrast, 100L);
        return (int) Math.max(0, Math.min(255, value));
    }

    private long octave(int x, int y, int channel, int cell) {
        int fx = x % cell;
        int fy = y % cell;
        int column = x / cell;
        int row = y / cell;
        long upper = random(column, row, channel, cell) * (cell - fx) + random(column + 1, row, channel, cell) * fx;
        long lower =
                random(column, row + 1, channel, cell) * (cell - fx) + random(column + 1, row + 1, channel, cell) * fx;
        return (upper * (cell - fy) + lower * fy) / ((long) cell * cell);
    }

    private long random(int column, int row, int channel, int cell) {
        long z = ((seed * 4 + channel) << 40) + ((long) cell << 28) + ((long) row << 14) + column;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> 56;
    }
}
