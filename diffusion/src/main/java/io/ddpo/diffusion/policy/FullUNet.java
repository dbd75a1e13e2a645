package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every parameter of the UNet learns, in fp32, and is rounded when it is applied; names carry {@code unet.}. */
final class FullUNet implements Trainable {

    private static final String PREFIX = "unet.";

    private final Kernels kernels;
    private final Weights weights;
    private final SortedMap<String, NDArray> tensors = new TreeMap<>();

    /** Takes the weights over, which must all be stored in fp32. */
    FullUNet(Kernels kernels, Weights weights) {
        this.kernels = kernels;
        this.weights = weights;
        weights.all().forEach((name, tensor) -> tensors.put(PREFIX + name, tensor));
    }

    @Override
    public SortedMap<String, NDArray> tensors() {
        return tensors;
    }

    @Override
    public Weights applied() {
        if (weights.precision() == Precision.FP32) {
            return weights;
        }
        Map<String, NDArray> rounded = new HashMap<>();
        weights.all().forEach((name, weight) -> rounded.put(name, kernels.cast(weight, weights.precision())));
        return weights.with(rounded);
    }

    @Override
    public void close() {
        weights.close();
    }
}
