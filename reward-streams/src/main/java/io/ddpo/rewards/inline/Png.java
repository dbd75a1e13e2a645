package io.ddpo.rewards.inline;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads the pictures of samples. */
final class Png {
    private Png() {}

    /** @throws RewardException unless {@code png} is an RGB picture without alpha, 8 bits a channel */
    static BufferedImage decode(byte[] png) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in);
            BufferedImage picture = reader.read(0);
            requireRgb(picture.getColorModel());
            return picture;
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) { // what damaged files lead to
            String found = "%d bytes that cannot be read (%s)".formatted(png.length, e.getMessage());
            throw new RewardException("picture: expected a PNG, got " + found, e);
        } finally {
            reader.dispose();
        }
    }

    private static void requireRgb(ColorModel colors) {
        boolean palette = colors instanceof IndexColorModel;
        int bits = colors.getComponentSize(0);
        if (palette || colors.hasAlpha() || colors.getNumComponents() != 3 || bits != Byte.SIZE) {
            throw new RewardException("picture: expected RGB with 8 bits a channel, got %s"
                    .formatted(palette ? "a palette" : colors.getNumComponents() + " channels of " + bits + " bits"));
        }
    }
}
