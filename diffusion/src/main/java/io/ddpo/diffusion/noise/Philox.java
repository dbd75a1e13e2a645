package io.ddpo.diffusion.noise;

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based generator. The
 * n-th block of a key is a pure function of key and n, so no state has to be kept, shipped or restored.
 */
final class Philox {

    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * Fills {@code out} with the four words of one block.
     *
     * @param counter0 low half of the counter
     * @param counter1 high half of the counter
     */
    static void block(long key, long counter0, long counter1, int[] out) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        int c0 = (int) counter0;
        int c1 = (int) (counter0 >>> 32);
        int c2 = (int) counter1;
        int c3 = (int) (counter1 >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & 0xffffffffL) * (c0 & 0xffffffffL);
            long p1 = (M1 & 0xffffffffL) * (c2 & 0xffffffffL);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += W0;
            k1 += W1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }
}
