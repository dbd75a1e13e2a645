package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.weights.Weights;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every parameter of the UNet learns; names carry the prefix {@code unet.}. */
final class FullUNet implements Trainable {

    private static final String PREFIX = "unet.";

    private final Weights weights;
    private final SortedMap<String, NDArray> tensors = new TreeMap<>();

    /** Takes the weights over. */
    FullUNet(Weights weights) {
        this.weights = weights;
        weights.all().forEach((name, tensor) -> tensors.put(PREFIX + name, tensor));
    }

    @Override
    public SortedMap<String, NDArray> tensors() {
        return tensors;
    }

    @Override
    public Weights applied() {
        return weights;
    }

    @Override
    public void close() {
        weights.close();
    }
}
