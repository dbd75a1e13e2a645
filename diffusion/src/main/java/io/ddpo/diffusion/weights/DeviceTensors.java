package io.ddpo.diffusion.weights;

import ai.djl.ndarray.NDArray;
import java.util.Set;
import java.util.SortedMap;

/**
 * Tensors where they are computed with, copied to the Java side one at a time. Used by the thread that computes with
 * them.
 *
 * @param tensors fp32; stay open
 */
public record DeviceTensors(SortedMap<String, NDArray> tensors) implements TensorSource {

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public long[] shape(String name) {
        return existing(name).getShape().getShape();
    }

    @Override
    public FloatTensor floats(String name) {
        return new FloatTensor(existing(name).toFloatArray(), shape(name));
    }

    private NDArray existing(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor is named " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        // Whoever computes with them closes them.
    }
}
