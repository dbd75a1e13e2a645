package io.ddpo.diffusion.vision;

/**
 * What each pixel of a resized axis takes of the source's pixels, by the weights of Pillow's bicubic filter: Keys' kernel
 * with a = -0.5, widened where the axis shrinks, in fixed point with 22 bits behind the point.
 *
 * @param first where the pixels begin to take, never decreasing
 * @param weights what they take from there on
 */
record BicubicTaps(int[] first, int[][] weights) {
    private static final double A = -0.5;
    private static final double SUPPORT = 2;
    private static final int PRECISION = 22;

    /**
     * The pixels in the middle of a resized axis.
     *
     * @param size of the source, at least 1
     * @param newSize after resizing, at least {@code count}
     * @param count how many are kept
     */
    static BicubicTaps middle(int size, long newSize, int count) {
        double scale = (double) size / newSize;
        double widening = Math.max(scale, 1);
        long from = (newSize - count) / 2;
        int[] first = new int[count];
        int[][] weights = new int[count][];
        for (int i = 0; i < count; i++) {
            double center = (from + i + 0.5) * scale;
            first[i] = Math.max(0, (int) (center - SUPPORT * widening + 0.5));
            int end = Math.min(size, (int) (center + SUPPORT * widening + 0.5));
            weights[i] = weights(first[i], end, center, 1 / widening);
        }
        return new BicubicTaps(first, weights);
    }

    /** Number of pixels after resizing. */
    int count() {
        return first.length;
    }

    /** The first pixel of the source of which anything is taken. */
    int begin() {
        return first[0];
    }

    /** Number of pixels of the source from there to the last one of which anything is taken. */
    int span() {
        int last = count() - 1;
        return first[last] + weights[last].length - begin();
    }

    /**
     * A resized pixel.
     *
     * @param levels of the source from {@link #begin} on, in [0, 255]
     * @param offset where the row or the column starts in them
     * @param stride from one pixel to the next
     * @param shift bits to the right of a level
     * @return in [0, 255]
     */
    int apply(int i, int[] levels, int offset, int stride, int shift) {
        int sum = 1 << PRECISION - 1;
        int at = offset + (first[i] - begin()) * stride;
        for (int weight : weights[i]) {
            sum += (levels[at] >> shift & 0xff) * weight;
            at += stride;
        }
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }

    private static int[] weights(int first, int end, double center, double narrowing) {
        double[] exact = new double[end - first];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            exact[i] = cubic((i + first - center + 0.5) * narrowing);
            sum += exact[i];
        }
        int[] weights = new int[exact.length];
        for (int i = 0; i < weights.length; i++) {
            double scaled = exact[i] / sum * (1 << PRECISION);
            weights[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return weights;
    }

    private static double cubic(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
