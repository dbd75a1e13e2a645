package io.ddpo.rewards.guard;

import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.awt.image.BufferedImage;

/**
 * A picture averaged to 16×16 RGB, on which pictures are compared: large enough to tell what they show apart, small
 * enough to travel with a reward.
 */
public final class Sketch {
    /** Width and height in cells. */
    public static final int SIDE = 16;

    /** Bytes of a sketch: row by row, red, green and blue of each cell. */
    public static final int BYTES = 3 * SIDE * SIDE;

    private static final int CHANNEL = 8;

    private Sketch() {}

    /**
     * Averages a picture. Cells of one that is smaller than a sketch repeat its pixels.
     *
     * @throws UnreadablePictureException if it is no picture that a reward could look at
     */
    public static byte[] of(byte[] png) throws UnreadablePictureException {
        BufferedImage picture = Png.decode(png);
        byte[] sketch = new byte[BYTES];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                average(picture, column, row, sketch);
            }
        }
        return sketch;
    }

    private static void average(BufferedImage picture, int column, int row, byte[] sketch) {
        int left = column * picture.getWidth() / SIDE;
        int top = row * picture.getHeight() / SIDE;
        int right = Math.max(left + 1, (column + 1) * picture.getWidth() / SIDE);
        int bottom = Math.max(top + 1, (row + 1) * picture.getHeight() / SIDE);
        int width = right - left;
        int[] pixels = picture.getRGB(left, top, width, bottom - top, null, 0, width);
        for (int channel = 0; channel < 3; channel++) {
            int shift = 2 * CHANNEL - CHANNEL * channel;
            long sum = 0;
            for (int pixel : pixels) {
                sum += pixel >> shift & 0xFF;
            }
            sketch[3 * (row * SIDE + column) + channel] = (byte) ((sum + pixels.length / 2) / pixels.length);
        }
    }
}
