package io.ddpo.diffusion.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An RGB picture as a model sees it.
 *
 * @param values {@code [3, height, width]}, nominally in [-1, 1]
 */
public record Picture(float[] values, int height, int width) {

    private static final int CHANNELS = 3;

    public Picture {
        if (values.length != CHANNELS * height * width) {
            throw new IllegalArgumentException("expected " + CHANNELS * height * width + " values for a picture of "
                    + width + "×" + height + ", came " + values.length);
        }
    }

    /** Reads any image that the JDK can decode. */
    public static Picture decode(byte[] encoded) throws IOException {
        // without this stream ImageIO would put every picture through a temporary file
        BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded)));
        if (image == null) {
            throw new IOException("expected a PNG, JPEG, GIF or BMP image, came something else");
        }
        return of(image);
    }

    /** Takes the red, green and blue of an image. */
    public static Picture of(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        float[] values = new float[CHANNELS * rgb.length];
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < rgb.length; i++) {
                values[c * rgb.length + i] = (rgb[i] >> 16 - 8 * c & 0xff) / 127.5f - 1;
            }
        }
        return new Picture(values, height, width);
    }

    /** {@code round(255 · x)} of the values mapped to [0, 1], clamped. */
    public BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, rgb(), 0, width);
        return image;
    }

    /** The picture as a PNG file. */
    public byte[] toPng() {
        return Png.encode(rgb(), width, height);
    }

    private int[] rgb() {
        int pixels = height * width;
        int[] rgb = new int[pixels];
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < pixels; i++) {
                int level = (int) Math.rint(255.0 * (values[c * pixels + i] / 2.0 + 0.5));
                rgb[i] |= Math.max(0, Math.min(255, level)) << 16 - 8 * c;
            }
        }
        return rgb;
    }
}
