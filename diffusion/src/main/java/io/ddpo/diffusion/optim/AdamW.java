package io.ddpo.diffusion.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.DeviceTensors;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * AdamW over a fixed set of trainable tensors, whose moments can be taken out and put back: a learner that resumes goes
 * on bit for bit. Gradients accumulate in the tensors until {@link #step}, which clears them.
 */
public final class AdamW implements AutoCloseable {

    private static final String FIRST = "exp_avg.";
    private static final String SECOND = "exp_avg_sq.";
    private static final String STEPS = "step";

    private final Kernels kernels;
    private final List<String> names;
    private final List<NDArray> parameters;
    private final List<NDArray> firstMoments = new ArrayList<>();
    private final List<NDArray> secondMoments = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    /** Starts with zero moments. */
    public AdamW(Kernels kernels, SortedMap<String, NDArray> trainable) {
        this.kernels = kernels;
        this.names = List.copyOf(trainable.keySet());
        this.parameters = List.copyOf(trainable.values());
        for (NDArray parameter : parameters) {
            parameter.setRequiresGradient(true);
            firstMoments.add(zeros(parameter));
            secondMoments.add(zeros(parameter));
            steps.add(kept(kernels.floats(new float[] {0})));
        }
    }

    private static NDArray zeros(NDArray like) {
        return kept(like.getManager().zeros(like.getShape()));
    }

    private static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    /**
     * Clips the accumulated gradients, applies one update and clears them.
     *
     * @return the global gradient norm before clipping
     */
    public double step(AdamWSettings settings) {
        List<NDArray> gradients = new ArrayList<>();
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            parameters.forEach(parameter -> gradients.add(parameter.getGradient()));
            double norm = kernels.clipAndAdamW(
                            parameters, gradients, firstMoments, secondMoments, steps, settings.asArray())
                    .getFloat();
            discardGradients();
            return norm;
        }
    }

    /** Forgets the gradients accumulated since the last update. */
    public void discardGradients() {
        parameters.forEach(parameter -> JniUtils.zeroGrad((PtNDArray) parameter));
    }

    /** Everything a successor needs: both moments of every tensor, and the number of updates. */
    public SortedMap<String, FloatTensor> state() {
        DeviceTensors tensors = tensors();
        SortedMap<String, FloatTensor> state = new TreeMap<>();
        tensors.names().forEach(name -> state.put(name, tensors.floats(name)));
        return state;
    }

    /** The same, as it is whenever it is read. */
    public DeviceTensors tensors() {
        SortedMap<String, NDArray> tensors = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            tensors.put(FIRST + names.get(i), firstMoments.get(i));
            tensors.put(SECOND + names.get(i), secondMoments.get(i));
        }
        tensors.put(STEPS, steps.get(0));
        return new DeviceTensors(tensors);
    }

    /**
     * Goes on from a state taken earlier.
     *
     * @throws IllegalArgumentException if it belongs to other tensors
     */
    public void restore(Map<String, FloatTensor> state) {
        try {
            restore(TensorSource.of(new TreeMap<>(state)));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /**
     * Goes on from a state taken earlier, reading one tensor at a time.
     *
     * @throws IllegalArgumentException if it belongs to other tensors
     */
    public void restore(TensorSource state) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            overwrite(firstMoments.get(i), state, FIRST, names.get(i));
            overwrite(secondMoments.get(i), state, SECOND, names.get(i));
            overwrite(steps.get(i), state, "", STEPS);
        }
    }

    /** Begins anew on the parameters as they are: zero moments, no updates, no gradients. */
    public void restart() {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            for (List<NDArray> state : List.of(firstMoments, secondMoments, steps)) {
                state.forEach(array -> kernels.copyInPlace(array, array.zerosLike()));
            }
            discardGradients();
        }
    }

    private void overwrite(NDArray target, TensorSource state, String kind, String name) throws IOException {
        if (!state.names().contains(kind + name)) {
            throw other(target, name, "none");
        }
        FloatTensor source = state.floats(kind + name);
        if (source.values().length != target.size()) {
            throw other(target, name, Integer.toString(source.values().length));
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            kernels.copyInPlace(target, kernels.floats(source.values(), source.shape()));
        }
    }

    private static IllegalArgumentException other(NDArray target, String name, String came) {
        return new IllegalArgumentException(
                "optimiser state: expected " + target.size() + " values for " + name + ", came " + came);
    }

    @Override
    public void close() {
        firstMoments.forEach(NDArray::close);
        secondMoments.forEach(NDArray::close);
        steps.forEach(NDArray::close);
    }
}
