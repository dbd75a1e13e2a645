package io.ddpo.diffusion.weights;

import io.ddpo.diffusion.BadModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;

/** Named tensors, read one at a time: in one safetensors file, in several that an index lists, or in memory. */
public interface TensorSource extends Closeable {

    /**
     * Opens a safetensors file, or the shards of an index ({@code ….safetensors.index.json}).
     *
     * @throws BadModelException with one sentence that names the file and what is wrong with it
     */
    static TensorSource open(Path file) throws IOException {
        return file.toString().endsWith(".json") ? ShardedSafetensors.open(file) : Safetensors.open(file);
    }

    /** Tensors on the Java side, which need no closing. */
    static TensorSource of(SortedMap<String, FloatTensor> tensors) {
        return new MemoryTensors(tensors);
    }

    /** Names of all tensors, sorted. */
    Set<String> names();

    /**
     * Shape of a tensor.
     *
     * @throws BadModelException if a file has none of that name; so do the other methods
     * @throws IllegalArgumentException if memory has none
     */
    long[] shape(String name);

    /** A tensor's values, widened or narrowed to fp32. */
    FloatTensor floats(String name) throws IOException;
}
