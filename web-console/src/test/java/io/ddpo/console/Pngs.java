package io.ddpo.console;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Pictures that can be told apart: a symmetric creature in the colour of its prompt, of which every seed has its own, on
 * a ground whose speckles go with the versions.
 */
final class Pngs {
    /** The creature is drawn on so many squares in each direction, mirrored. */
    private static final int SQUARES = 8;

    private static final int GROUND = 0xfffdf8;

    private Pngs() {}

    /** @param version from -3 on; below 0 there is little to see yet */
    static byte[] of(int size, int hue, int version, int seed) {
        Random random = new Random(31L * hue + seed);
        boolean[][] creature = creature(random);
        float base = Math.floorMod(hue, 360) / 360f;
        int skin = Color.HSBtoRGB(base, 0.55f, 0.88f);
        double speckled = 0.2 / (1 + 0.25 * version);
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                if (random.nextDouble() < speckled) {
                    picture.setRGB(x, y, Color.HSBtoRGB(base + random.nextFloat() / 3, 0.4f, 0.8f));
                } else {
                    picture.setRGB(x, y, isIn(creature, x, y, size) ? skin : GROUND);
                }
            }
        }
        return png(picture);
    }

    /** Squares near the middle are taken more often. */
    private static boolean[][] creature(Random random) {
        boolean[][] squares = new boolean[SQUARES][SQUARES];
        for (int row = 0; row < SQUARES; row++) {
            for (int column = 0; column < SQUARES / 2; column++) {
                double outwards = Math.hypot(row - 3.5, column - 3.5) / 4.5;
                boolean taken = random.nextDouble() > outwards;
                squares[row][column] = taken;
                squares[row][SQUARES - 1 - column] = taken;
            }
        }
        return squares;
    }

    private static boolean isIn(boolean[][] creature, int x, int y, int size) {
        int square = 3 * size / 4 / SQUARES;
        int margin = (size - SQUARES * square) / 2;
        int row = Math.floorDiv(y - margin, square);
        int column = Math.floorDiv(x - margin, square);
        return row >= 0 && row < SQUARES && column >= 0 && column < SQUARES && creature[row][column];
    }

    private static byte[] png(BufferedImage picture) {
        try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
            ImageIO.write(picture, "png", png);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
