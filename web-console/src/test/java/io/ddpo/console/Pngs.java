package io.ddpo.console;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures that can be told apart: a disc whose colour is the prompt's, growing with the version. */
final class Pngs {
    private Pngs() {}

    static byte[] of(int size, int hue, int version, int index) {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        int colour = Color.HSBtoRGB(Math.floorMod(hue, 360) / 360f, 0.6f, 0.9f);
        int radius = size / 5 + version % (size / 4);
        int centre = size / 2 + index % 3 - 1;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean inside = (x - centre) * (x - centre) + (y - centre) * (y - centre) < radius * radius;
                picture.setRGB(x, y, inside ? colour : 0xfffdf8);
            }
        }
        try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
            ImageIO.write(picture, "png", png);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
