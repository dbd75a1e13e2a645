package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.List;
import java.util.function.UnaryOperator;

/** How the segments of a network are run: at once, or so that they can be run again for their gradients. */
public interface Segments {

    /**
     * Each runs at once, and autograd records it where it records. What a segment makes on its way to its results is
     * freed at its end, unless a graph needs it.
     */
    Segments DIRECT = (segment, inputs) -> {
        List<NDArray> results;
        try (NDScope segmentScope = new NDScope()) {
            results = segment.apply(inputs);
            results.forEach(NDScope::unregister);
        }
        results.forEach(NDScope::register);
        return results;
    };

    /**
     * Runs one segment.
     *
     * @param segment a pure function; what it takes beside its inputs must be constant or a weight of this segment alone
     * @param inputs results of earlier segments
     */
    List<NDArray> run(UnaryOperator<List<NDArray>> segment, List<NDArray> inputs);
}
