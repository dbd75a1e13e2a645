package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Copies of a policy that learn as one, each on a device of its own: every one accumulates the gradient of its part, the
 * first takes the sum and is updated, and the others become it again. Gradients are summed in the order of the copies, so
 * that the same parts give the same bits. None of them may be computing while these methods run.
 */
public final class Replicas {
    private final Policy first;
    private final List<Policy> others;

    /**
     * Has all of them record gradients.
     *
     * @param first the one that is updated
     * @param others loaded from the same folder with the same settings
     */
    public Replicas(Policy first, List<Policy> others) {
        this.first = first;
        this.others = List.copyOf(others);
        for (Policy other : others) {
            other.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
        }
    }

    /** Adds the gradients of the others to those of the first, and clears them. */
    public void sumGradients() {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            for (Policy other : others) {
                Iterator<NDArray> sums = first.trainable().values().iterator();
                for (NDArray tensor : other.trainable().values()) {
                    NDArray sum = sums.next();
                    sum.getGradient().addi(tensor.getGradient().toDevice(sum.getDevice(), false));
                }
            }
        }
        discardGradients();
    }

    /** Makes the others what the first is now. */
    public void spread() {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            for (Policy other : others) {
                Iterator<NDArray> learned = first.trainable().values().iterator();
                for (NDArray tensor : other.trainable().values()) {
                    other.kernels().copyInPlace(tensor, learned.next().toDevice(tensor.getDevice(), false));
                }
            }
        }
    }

    /** Forgets the gradients of the others. */
    public void discardGradients() {
        List<NDArray> tensors = new ArrayList<>();
        others.forEach(other -> tensors.addAll(other.trainable().values()));
        tensors.forEach(tensor -> JniUtils.zeroGrad((PtNDArray) tensor));
    }
}
