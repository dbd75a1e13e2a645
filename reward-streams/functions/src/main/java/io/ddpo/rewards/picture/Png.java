package io.ddpo.rewards.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads the pictures of samples, which somebody else wrote: whatever they are, it ends with a picture or a sentence. */
public final class Png {
    /** Beyond any sampler; a file of a few kB can claim to be a picture of gigabytes. */
    private static final long MOST_PIXELS = 1L << 24;

    private Png() {}

    /**
     * The pixels of a PNG.
     *
     * @throws UnreadablePictureException unless {@code png} is a whole RGB picture without alpha, 8 bits a channel
     */
    public static BufferedImage decode(byte[] png) throws UnreadablePictureException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(in, true, true); // texts and colour profiles may be bombs, too, and say nothing here
            requireSize(reader.getWidth(0), reader.getHeight(0));
            BufferedImage picture = reader.read(0);
            if (!warnings.isEmpty()) {
                throw unreadable(png, warnings.get(0), null);
            }
            requireRgb(picture.getColorModel());
            return picture;
        } catch (IOException | RuntimeException e) { // damaged files lead to both
            throw unreadable(png, e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private static UnreadablePictureException unreadable(byte[] png, String why, Exception cause) {
        return new UnreadablePictureException(
                "picture: expected a PNG, got %d bytes that cannot be read (%s)".formatted(png.length, why), cause);
    }

    private static void requireSize(int width, int height) throws UnreadablePictureException {
        if ((long) width * height > MOST_PIXELS) {
            throw new UnreadablePictureException(
                    "picture: expected at most %d pixels, got %d x %d".formatted(MOST_PIXELS, width, height));
        }
    }

    private static void requireRgb(ColorModel colors) throws UnreadablePictureException {
        boolean palette = colors instanceof IndexColorModel;
        int bits = colors.getComponentSize(0);
        if (palette || colors.hasAlpha() || colors.getNumComponents() != 3 || bits != Byte.SIZE) {
            throw new UnreadablePictureException("picture: expected RGB with 8 bits a channel, got %s"
                    .formatted(palette ? "a palette" : colors.getNumComponents() + " channels of " + bits + " bits"));
        }
    }
}
