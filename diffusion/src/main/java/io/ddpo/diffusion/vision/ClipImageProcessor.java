package io.ddpo.diffusion.vision;

import java.awt.image.BufferedImage;

/**
 * Makes of a picture what CLIP looks at, as the image processor of transformers does on Pillow: the shorter side resized
 * (bicubic, along rows and then along columns, rounded to 8 bits after each), the middle cut out, normalised by mean and
 * spread of CLIP's training pictures. Only what is cut out is resized, so that a picture of one pixel by millions costs
 * nothing.
 *
 * @param size height and width of what is looked at
 */
record ClipImageProcessor(int size) {
    private static final int CHANNELS = 3;
    private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};
    private static final double[] STD = {0.26862954, 0.26130258, 0.27577711};

    /** The pixels {@code [3, size, size]}. */
    float[] pixels(BufferedImage rgb) {
        long shorter = Math.min(rgb.getHeight(), rgb.getWidth());
        BicubicTaps columns = BicubicTaps.middle(rgb.getWidth(), size * (long) rgb.getWidth() / shorter, size);
        BicubicTaps rows = BicubicTaps.middle(rgb.getHeight(), size * (long) rgb.getHeight() / shorter, size);
        int width = columns.span();
        int[] source = rgb.getRGB(columns.begin(), rows.begin(), width, rows.span(), null, 0, width);
        float[] pixels = new float[CHANNELS * size * size];
        for (int channel = 0; channel < CHANNELS; channel++) {
            int[] levels = resized(source, Byte.SIZE * (CHANNELS - 1 - channel), columns, rows);
            for (int i = 0; i < levels.length; i++) {
                pixels[channel * levels.length + i] = (float) ((levels[i] / 255.0 - MEAN[channel]) / STD[channel]);
            }
        }
        return pixels;
    }

    /** The levels of the channel that is {@code shift} bits from the right. */
    private int[] resized(int[] rgb, int shift, BicubicTaps columns, BicubicTaps rows) {
        int[] narrow = new int[rows.span() * size];
        for (int y = 0; y < rows.span(); y++) {
            for (int x = 0; x < size; x++) {
                narrow[y * size + x] = columns.apply(x, rgb, y * columns.span(), 1, shift);
            }
        }
        int[] levels = new int[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                levels[y * size + x] = rows.apply(y, narrow, x, size, 0);
            }
        }
        return levels;
    }
}
