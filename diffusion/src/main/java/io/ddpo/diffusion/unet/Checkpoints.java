package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.tensor.Kernels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Gradient checkpointing (Chen et al., 2016): of every segment only the results are kept, and its graph is built again
 * when its gradient is due. One forward pass more, and never more than the graph of one segment in memory. Gradients
 * are those of {@link Segments#DIRECT} to the bit, since they are summed in the same order.
 *
 * <p>For one forward and one backward pass, in a thread that records gradients.
 */
public final class Checkpoints implements Segments {

    private record Done(UnaryOperator<List<NDArray>> segment, List<NDArray> inputs, List<NDArray> results) {}

    private final Kernels kernels;
    private final List<NDArray> trainable;
    private final List<Done> done = new ArrayList<>();

    /** @param trainable every leaf that a gradient is to be added to */
    public Checkpoints(Kernels kernels, Collection<NDArray> trainable) {
        this.kernels = kernels;
        this.trainable = List.copyOf(trainable);
    }

    @Override
    public List<NDArray> run(UnaryOperator<List<NDArray>> segment, List<NDArray> inputs) {
        List<NDArray> results = new ArrayList<>();
        try (NDScope graph = new NDScope()) {
            // recorded, although the graph is dropped: it tells which results depend on what learns
            for (NDArray result : segment.apply(inputs)) {
                results.add(kept(kernels.leaf(result, kernels.requiresGradient(result))));
            }
        }
        results.forEach(NDScope::register);
        done.add(new Done(segment, inputs, results));
        return results;
    }

    /** Adds the gradient of {@code result · gradient}, a result of the last segment, to every weight that learns. */
    public void backward(NDArray result, NDArray gradient) {
        Map<NDArray, NDArray> gradients = new IdentityHashMap<>();
        gradients.put(result, gradient);
        for (int i = done.size() - 1; i >= 0; i--) {
            backward(done.get(i), gradients);
        }
        done.clear();
    }

    private void backward(Done segment, Map<NDArray, NDArray> gradients) {
        List<NDArray> outputs = new ArrayList<>();
        List<NDArray> given = new ArrayList<>();
        List<NDArray> learning = new ArrayList<>();
        List<NDArray> leaves = new ArrayList<>();
        try (NDScope graph = new NDScope()) {
            List<NDArray> inputs = new ArrayList<>();
            for (NDArray input : segment.inputs()) {
                boolean learns = kernels.requiresGradient(input);
                NDArray leaf = kernels.leaf(input, learns);
                inputs.add(leaf);
                if (learns) {
                    learning.add(input);
                    leaves.add(leaf);
                    // what later segments added to an input goes first, as it would in one graph
                    give(leaf, gradients.get(input), outputs, given);
                }
            }
            List<NDArray> again = segment.segment().apply(inputs);
            for (int i = 0; i < again.size(); i++) {
                NDArray result = segment.results().get(i);
                if (kernels.requiresGradient(result)) {
                    give(again.get(i), gradients.get(result), outputs, given);
                }
            }
            if (outputs.isEmpty()) {
                return;
            }
            List<NDArray> found = kernels.backward(outputs, given, leaves, trainable);
            for (int i = 0; i < found.size(); i++) {
                gradients.put(learning.get(i), kept(found.get(i)));
            }
        }
        learning.forEach(input -> NDScope.register(gradients.get(input)));
        segment.results().forEach(NDArray::close);
    }

    private static void give(NDArray output, NDArray gradient, List<NDArray> outputs, List<NDArray> given) {
        if (gradient != null) {
            outputs.add(output);
            given.add(gradient);
        }
    }

    private static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }
}
