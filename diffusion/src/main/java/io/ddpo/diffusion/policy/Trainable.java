package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.weights.Weights;
import java.util.SortedMap;

/** The part of a policy that learns: the whole UNet, or low-rank adapters on its attention. */
sealed interface Trainable extends AutoCloseable permits FullUNet, LoraAdapters {

    /** The trainable tensors under the names in which they are published, sorted. */
    SortedMap<String, NDArray> tensors();

    /** The weights that the UNet computes with. Gradients flow back to {@link #tensors()} unless switched off. */
    Weights applied();

    @Override
    void close();
}
