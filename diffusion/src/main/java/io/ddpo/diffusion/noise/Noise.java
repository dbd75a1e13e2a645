package io.ddpo.diffusion.noise;

/**
 * Random numbers that depend on a seed and a stream alone: the same on every machine, whoever draws them and in
 * whatever order. Transcendental functions come from {@link StrictMath}, because {@link Math} may differ by a bit.
 */
public final class Noise {

    private static final double TWO_PI = 2 * Math.PI;
    private static final double TO_UNIT = 0x1p-32;

    private Noise() {}

    /**
     * Fills a range with standard normals (Box–Muller).
     *
     * @param seed of the sample
     * @param stream which independent sequence of that seed, such as the denoising step
     */
    public static void normals(long seed, long stream, float[] out, int offset, int length) {
        int[] block = new int[4];
        double[] four = new double[4];
        for (int i = 0; i < length; i += 4) {
            Philox.block(seed, i >>> 2, stream, block);
            pair(block[0], block[1], four, 0);
            pair(block[2], block[3], four, 2);
            for (int j = 0; j < Math.min(4, length - i); j++) {
                out[offset + i + j] = (float) four[j];
            }
        }
    }

    private static void pair(int first, int second, double[] out, int at) {
        double u = ((first & 0xffffffffL) + 0.5) * TO_UNIT;
        double angle = TWO_PI * ((second & 0xffffffffL) + 0.5) * TO_UNIT;
        double radius = StrictMath.sqrt(-2 * StrictMath.log(u));
        out[at] = radius * StrictMath.cos(angle);
        out[at + 1] = radius * StrictMath.sin(angle);
    }

    /** A seed of its own for every index, such as one a sample from the seed of a run. */
    public static long derive(long seed, long index, long stream) {
        int[] block = new int[4];
        Philox.block(seed, index, ~stream, block);
        return (long) block[0] << 32 | block[1] & 0xffffffffL;
    }

    /** Uniform in [0, bound), without bias worth naming for bounds far below 2³¹. */
    public static int uniform(long seed, long index, long stream, int bound) {
        return (int) Long.remainderUnsigned(derive(seed, index, stream), bound);
    }

    /** Uniform in [0, 1). */
    public static double uniform(long seed, long index, long stream) {
        return (derive(seed, index, stream) >>> 11) * 0x1p-53;
    }

    /** A uniformly drawn order of 0 … size-1 (Fisher–Yates). */
    public static int[] permutation(long seed, long stream, int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int j = uniform(seed, i, stream, i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
