package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.UnaryOperator;

/** How the segments of a network are run: at once, or so that they can be run again for their gradients. */
public interface Segments {

    /** Each runs at once, and autograd records it where it records. */
    Segments DIRECT = (segment, inputs) -> segment.apply(inputs);

    /**
     * Runs one segment.
     *
     * @param segment a pure function; what it takes beside its inputs must be constant or a weight of this segment alone
     * @param inputs results of earlier segments
     */
    List<NDArray> run(UnaryOperator<List<NDArray>> segment, List<NDArray> inputs);
}
