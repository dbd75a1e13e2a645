package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Arrays;

/**
 * The adapter of one layer: {@code W + alpha/rank · up · down} (Hu et al., 2022). Of a convolution, the dimensions after
 * the first count as one.
 *
 * @param down {@code [rank, in, …]}; PEFT calls it A
 * @param up {@code [out, rank, …]}, with ones after the second dimension; PEFT calls it B
 * @param alpha numerator of the scale
 */
public record LoraLayer(FloatTensor down, FloatTensor up, double alpha) {

    /** @throws IllegalArgumentException if the two do not multiply, or alpha is no number */
    public LoraLayer {
        boolean fits = down.shape().length >= 2
                && up.shape().length >= 2
                && down.shape()[0] >= 1
                && up.shape()[1] == down.shape()[0]
                && up.values().length == up.shape()[0] * up.shape()[1];
        if (!fits) {
            throw new IllegalArgumentException("expected down [rank, in] and up [out, rank], came "
                    + Arrays.toString(down.shape()) + " and " + Arrays.toString(up.shape()));
        }
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("expected a finite alpha, came " + alpha);
        }
    }

    /** Inner dimension. */
    public int rank() {
        return (int) down.shape()[0];
    }

    /** What the product of the two is multiplied by. */
    public double scale() {
        return alpha / rank();
    }

    /** Whether the product of the two has this layer's shape. */
    boolean fits(long[] weight) {
        return weight.length >= 2
                && up.shape()[0] == weight[0]
                && Arrays.equals(tail(down.shape()), tail(weight))
                && (up.shape().length == 2 || up.shape().length == weight.length);
    }

    private static long[] tail(long[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    /**
     * The weight with the adapter in it. Products are summed in fp64, so that one rounding is all that parts the result
     * from the exact one.
     *
     * @param weight of the layer, {@code [out, in, …]}
     * @param strength further factor of the adapter; 1 is the trained model, 0 the base
     */
    FloatTensor mergedInto(FloatTensor weight, double strength) {
        int out = (int) up.shape()[0];
        int in = down.values().length / rank();
        float[] merged = new float[weight.values().length];
        double[] row = new double[in];
        for (int o = 0; o < out; o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < rank(); r++) {
                addScaled(row, down.values(), r * in, strength * scale() * up.values()[o * rank() + r]);
            }
            for (int i = 0; i < in; i++) {
                merged[o * in + i] = (float) (weight.values()[o * in + i] + row[i]);
            }
        }
        return new FloatTensor(merged, weight.shape());
    }

    private static void addScaled(double[] row, float[] values, int from, double factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] += factor * values[from + i];
        }
    }
}
