package io.ddpo.diffusion.image;

import java.util.random.RandomGenerator;

/**
 * Random changes to a picture while it is scaled down: mirroring, rotation, size, position and colour.
 *
 * @param mirrored share of pictures that are mirrored, in [0, 1]
 * @param rotation largest angle in radians
 * @param zoom largest relative change of size
 * @param shift largest displacement as a share of the width
 * @param colour largest change of contrast, brightness and of each channel, in [0, 1]
 * @param noise standard deviation of noise added at the end
 */
public record Augmentation(double mirrored, double rotation, double zoom, double shift, double colour, double noise) {

    /** What whoever learns to tell pictures apart has to see through. */
    public static final Augmentation STRONG = new Augmentation(0.5, 0.35, 0.25, 0.12, 0.25, 0.1);

    /** Scaled down and nothing else. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0);

    /** Source samples for each target pixel along one axis; two of them make 64 to 32 an exact average. */
    private static final int SUPERSAMPLING = 2;

    private static final float WHITE = 1;

    /** A square picture of the given size. What lies outside the source is white, like its background. */
    public Picture apply(Picture source, int size, RandomGenerator random) {
        double angle = rotation * (2 * random.nextDouble() - 1);
        double scale = 1 + zoom * (2 * random.nextDouble() - 1);
        double dx = shift * (2 * random.nextDouble() - 1) * source.width();
        double dy = shift * (2 * random.nextDouble() - 1) * source.height();
        double mirror = random.nextDouble() < mirrored ? -1 : 1;
        double ax = Math.cos(angle) / scale;
        double ay = Math.sin(angle) / scale;
        float[] values = new float[3 * size * size];
        int fine = size * SUPERSAMPLING;
        double step = (double) source.width() / fine;
        for (int y = 0; y < fine; y++) {
            for (int x = 0; x < fine; x++) {
                double u = (x + 0.5) * step - source.width() / 2.0;
                double v = (y + 0.5) * step - source.height() / 2.0;
                double sx = mirror * (ax * u + ay * v) + dx + source.width() / 2.0 - 0.5;
                double sy = ax * v - ay * u + dy + source.height() / 2.0 - 0.5;
                accumulate(source, sx, sy, values, y / SUPERSAMPLING * size + x / SUPERSAMPLING, size * size);
            }
        }
        recolour(values, size * size, random);
        return new Picture(values, size, size);
    }

    private static void accumulate(Picture source, double x, double y, float[] out, int pixel, int plane) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        float fx = (float) (x - x0);
        float fy = (float) (y - y0);
        for (int c = 0; c < 3; c++) {
            float top = at(source, c, y0, x0) * (1 - fx) + at(source, c, y0, x0 + 1) * fx;
            float bottom = at(source, c, y0 + 1, x0) * (1 - fx) + at(source, c, y0 + 1, x0 + 1) * fx;
            out[c * plane + pixel] += (top * (1 - fy) + bottom * fy) / (SUPERSAMPLING * SUPERSAMPLING);
        }
    }

    private static float at(Picture source, int c, int y, int x) {
        boolean inside = x >= 0 && y >= 0 && x < source.width() && y < source.height();
        return inside ? source.values()[(c * source.height() + y) * source.width() + x] : WHITE;
    }

    private void recolour(float[] values, int plane, RandomGenerator random) {
        if (colour == 0 && noise == 0) {
            return;
        }
        double contrast = 1 + colour * (2 * random.nextDouble() - 1);
        double brightness = colour * (2 * random.nextDouble() - 1);
        for (int c = 0; c < 3; c++) {
            double gain = contrast * (1 + colour * (2 * random.nextDouble() - 1));
            for (int i = 0; i < plane; i++) {
                double changed = values[c * plane + i] * gain + brightness + noise * random.nextGaussian();
                values[c * plane + i] = (float) Math.max(-1, Math.min(1, changed));
            }
        }
    }
}
