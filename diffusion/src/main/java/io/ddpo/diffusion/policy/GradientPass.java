package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.unet.Checkpoints;
import io.ddpo.diffusion.unet.Segments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The gradient of a loss in two parts: by the fp32 output of the UNet, and from there by what learns. In between it can
 * be scaled into the range of the precision, and the UNet's graph built anew segment by segment.
 */
record GradientPass(Kernels kernels, ComputeSettings settings, Collection<NDArray> trainable) {

    /** The exponent of the largest gradient that enters an fp16 network, of 2⁻²⁴ to 2¹⁵: it grows on its way through. */
    private static final int LARGEST_EXPONENT = -4;

    /**
     * Adds the gradient of a loss to the trainable tensors. The caller records gradients.
     *
     * @param network from how to run its segments to its output
     * @param lossOf from the output to a scalar
     */
    void accumulate(Function<Segments, NDArray> network, UnaryOperator<NDArray> lossOf) {
        if (settings.gradientCheckpointing()) {
            Checkpoints checkpoints = new Checkpoints(kernels, trainable);
            NDArray output = network.apply(checkpoints);
            NDArray gradient = gradientOf(lossOf, output);
            scaled(gradient, given -> checkpoints.backward(output, given));
        } else {
            NDArray output = network.apply(Segments.DIRECT);
            NDArray gradient = gradientOf(lossOf, output);
            scaled(gradient, given -> kernels.backward(List.of(output), List.of(given)));
        }
    }

    private NDArray gradientOf(UnaryOperator<NDArray> lossOf, NDArray output) {
        NDArray leaf = kernels.leaf(output, true);
        kernels.backward(lossOf.apply(leaf));
        return leaf.getGradient();
    }

    /** Powers of two are exact, so that scaling what was accumulated before, and all of it back, changes nothing. */
    private void scaled(NDArray gradient, Consumer<NDArray> backward) {
        float largest = settings.precision() == Precision.FP16 ? kernels.maxAbs(gradient) : 0;
        if (largest == 0) {
            backward.accept(gradient);
            return;
        }
        double factor = Math.scalb(1.0, LARGEST_EXPONENT - Math.getExponent(largest));
        kernels.scaleInPlace(gradients(), factor);
        backward.accept(kernels.scale(gradient, factor));
        List<NDArray> all = gradients();
        kernels.scaleInPlace(all, 1 / factor);
        if (!kernels.areFinite(all)) {
            throw new ArithmeticException(
                    "gradient: expected finite numbers, came an overflow in fp16; bf16 has the range of fp32");
        }
    }

    private List<NDArray> gradients() {
        List<NDArray> gradients = new ArrayList<>();
        trainable.forEach(tensor -> gradients.add(tensor.getGradient()));
        return gradients;
    }
}
