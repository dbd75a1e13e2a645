package io.ddpo.diffusion.weights;

import java.util.Set;
import java.util.SortedMap;

/** Tensors on the Java side. */
record MemoryTensors(SortedMap<String, FloatTensor> tensors) implements TensorSource {

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public long[] shape(String name) {
        return floats(name).shape();
    }

    @Override
    public FloatTensor floats(String name) {
        FloatTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor is named " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }
}
