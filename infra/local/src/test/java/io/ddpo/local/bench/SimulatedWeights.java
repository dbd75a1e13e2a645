package io.ddpo.local.bench;

import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorSource;
import java.util.Collections;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Weights of any size in tensors of 4 MB, all of which have the same values; those of each version are others. */
final class SimulatedWeights implements TensorSource {
    private static final int LARGEST_TENSOR = 1 << 20;

    private final SortedMap<String, Integer> lengths = new TreeMap<>();
    private final Random random = new Random(1);
    private final float[] values = new float[LARGEST_TENSOR];
    private final long bytes;

    /** @param bytes rounded down to whole numbers */
    SimulatedWeights(long bytes) {
        long left = bytes / Float.BYTES;
        this.bytes = left * Float.BYTES;
        while (left > 0) {
            int length = (int) Math.min(left, LARGEST_TENSOR);
            lengths.put("weights-%05d".formatted(lengths.size()), length);
            left -= length;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Becomes another version. */
    void change() {
        values[0] = random.nextFloat();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(lengths.keySet());
    }

    @Override
    public long[] shape(String name) {
        return new long[] {lengths.get(name)};
    }

    @Override
    public FloatTensor floats(String name) {
        int length = lengths.get(name);
        float[] copy = new float[length];
        System.arraycopy(values, 0, copy, 0, length);
        return new FloatTensor(copy, length);
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }
}
