package io.ddpo.rewards.text;

import java.awt.image.BufferedImage;

/**
 * How a network of PP-OCR takes a picture: blue, green and red as planes, in [0, 1] less a mean, over a spread.
 *
 * @param mean of each plane
 * @param std spread of each plane
 */
record Planes(float[] mean, float[] std) {
    private static final int CHANNELS = 3;

    /**
     * Part of a picture, resampled bilinearly between the centres of pixels, as OpenCV does.
     *
     * @param width in pixels of the result
     * @param padded width of a row of the result, at least {@code width}; what is beyond stays 0
     * @return [3, height, padded]
     */
    float[] of(BufferedImage picture, Box part, int width, int height, int padded) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        float[] planes = new float[CHANNELS * height * padded];
        for (int y = 0; y < height; y++) {
            double sourceY = part.top() + (y + 0.5) * part.height() / height - 0.5;
            for (int x = 0; x < width; x++) {
                double sourceX = part.left() + (x + 0.5) * part.width() / width - 0.5;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double level = level(pixels, picture.getWidth(), picture.getHeight(), sourceX, sourceY, channel);
                    planes[(channel * height + y) * padded + x] = ((float) level / 255 - mean[channel]) / std[channel];
                }
            }
        }
        return planes;
    }

    private static double level(int[] pixels, int width, int height, double x, double y, int channel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double toRight = x - left;
        double down = y - top;
        int shift = Byte.SIZE * channel;
        int row = clamp(top, height) * width;
        int below = clamp(top + 1, height) * width;
        int first = clamp(left, width);
        int second = clamp(left + 1, width);
        return (1 - down)
                        * ((1 - toRight) * (pixels[row + first] >> shift & 0xFF)
                                + toRight * (pixels[row + second] >> shift & 0xFF))
                + down
                        * ((1 - toRight) * (pixels[below + first] >> shift & 0xFF)
                                + toRight * (pixels[below + second] >> shift & 0xFF));
    }

    private static int clamp(int value, int size) {
        return Math.max(0, Math.min(size - 1, value));
    }
}
