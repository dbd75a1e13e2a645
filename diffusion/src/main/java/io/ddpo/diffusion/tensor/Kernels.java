package io.ddpo.diffusion.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.KernelModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The arithmetic of the policy on one device: each method is one call into the TorchScript library {@code kernels.py},
 * coarse enough that crossing into native code does not show in a profile.
 *
 * <p>Images are {@code [N, C, H, W]}, token sequences {@code [N, L, D]}, weights have PyTorch's layouts. Every result
 * stays alive until the {@link ai.djl.ndarray.NDScope} around the call closes, or until it is closed itself. Autograd
 * follows a method only where the calling thread is inside {@link #recordingGradients()}. Safe for use by many threads.
 */
public final class Kernels implements AutoCloseable {

    private static final String SOURCE = "kernels.py";

    private final Device device;
    private final PtNDManager manager;
    private final KernelModule module;

    private Kernels(Device device, PtNDManager manager, KernelModule module) {
        this.device = device;
        this.manager = manager;
        this.module = module;
    }

    /** Loads the library onto a device. */
    public static Kernels on(Device device) {
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
        try (InputStream source = Kernels.class.getResourceAsStream(SOURCE)) {
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            return new Kernels(
                    device, manager, KernelModule.load(new ByteArrayInputStream(KernelArchive.of(text)), device));
        } catch (IOException e) {
            throw new UncheckedIOException("the kernels could not be loaded", e);
        }
    }

    /** Loads the library onto the CPU. */
    public static Kernels onCpu() {
        return on(Device.cpu());
    }

    /** The device on which everything is computed. */
    public Device device() {
        return device;
    }

    /**
     * Sets the number of threads that one operation may use, for the whole process. Sums depend on it in the last bits,
     * so it is part of a run's determinism key.
     */
    public static void intraOpThreads(int threads) {
        JniUtils.setNumThreads(threads);
    }

    /** The number of threads that one operation may use. */
    public static int intraOpThreads() {
        return JniUtils.getNumThreads();
    }

    /** Switches graph building off in this thread until the returned guard is closed. */
    public static GradientGuard withoutGradients() {
        return gradients(false);
    }

    /**
     * Switches graph building on in this thread until the returned guard is closed. Never rely on the default: libtorch
     * switches it off in the thread that loads a module, and leaves it on in every other.
     */
    public static GradientGuard recordingGradients() {
        return gradients(true);
    }

    private static GradientGuard gradients(boolean recorded) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(recorded);
        return () -> JniUtils.setGradMode(before);
    }

    /** Restores the previous mode on close. */
    public interface GradientGuard extends AutoCloseable {
        @Override
        void close();
    }

    /** Adds the gradient of a scalar to every leaf it depends on, and frees its graph. */
    public void backward(NDArray loss) {
        try (NDArray one = manager.ones(loss.getShape())) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /** Adds the gradient of {@code Σ outputs · gradients} to every leaf it depends on, and frees the graphs. */
    public void backward(List<NDArray> outputs, List<NDArray> gradients) {
        call("backward", outputs, gradients).close();
    }

    /**
     * Adds the gradient of {@code Σ outputs · gradients} to some leaves and answers with that of some inputs, as it is
     * laid out in memory inside of a graph. An output that is an input itself is summed first.
     */
    public List<NDArray> backward(
            List<NDArray> outputs, List<NDArray> gradients, List<NDArray> inputs, List<NDArray> leaves) {
        return List.of(module.callForList(manager, "backward_to", outputs, gradients, inputs, leaves));
    }

    /** A tensor of floats with memory of its own. */
    public NDArray floats(float[] values, long... shape) {
        return copyOf(manager.create(FloatBuffer.wrap(values), new ai.djl.ndarray.types.Shape(shape)));
    }

    /** A tensor of 64-bit integers with memory of its own. */
    public NDArray longs(long[] values, long... shape) {
        return copyOf(manager.create(LongBuffer.wrap(values), new ai.djl.ndarray.types.Shape(shape)));
    }

    /** DJL's {@code create} lends a Java buffer to libtorch, which the garbage collector may free before a backward. */
    private static NDArray copyOf(NDArray borrowed) {
        try (borrowed) {
            return borrowed.duplicate();
        }
    }

    public NDManager manager() {
        return manager;
    }

    /** {@code x · weightᵀ + bias}. */
    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return call("linear", x, weight, bias);
    }

    /** {@code x · weightᵀ}. */
    public NDArray linear(NDArray x, NDArray weight) {
        return call("matrix", x, weight);
    }

    /**
     * With weight and bias; square stride and padding, both in pixels.
     *
     * <p>A CPU's convolution first brings its weights into an order of its own. With millions of them and few pixels that
     * takes longer than the convolution: there it is a product of matrices instead, twice as fast in the 8×8 of Stable
     * Diffusion.
     */
    public NDArray conv2d(NDArray x, List<NDArray> weights, int stride, int padding) {
        return call("conv2d", x, weights.get(0), weights.get(1), stride, padding);
    }

    /** The same values with channels innermost in memory, which convolutions on a CPU prefer. */
    public NDArray channelsLast(NDArray x) {
        return call("channels_last", x);
    }

    public NDArray silu(NDArray x) {
        return call("silu", x);
    }

    public NDArray add(NDArray x, NDArray y) {
        return call("add", x, y);
    }

    public NDArray sub(NDArray x, NDArray y) {
        return call("sub", x, y);
    }

    public NDArray scale(NDArray x, double factor) {
        return call("scale", x, factor);
    }

    public NDArray cat(List<NDArray> xs, int dimension) {
        return call("cat", xs, dimension);
    }

    /** With weight and bias. */
    public NDArray groupNormSilu(NDArray x, List<NDArray> weights, int groups, double eps) {
        return call("group_norm_silu", x, weights.get(0), weights.get(1), groups, eps);
    }

    public NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
        return call("layer_norm", x, weight, bias, eps);
    }

    /** Nearest-neighbour interpolation to the given size, then a 3×3 convolution. */
    public NDArray upsampleConv(NDArray x, List<NDArray> weights, long height, long width) {
        return call("upsample_conv", x, weights.get(0), weights.get(1), (int) height, (int) width);
    }

    /** Sinusoidal embedding of timesteps {@code [N]} as {@code [N, dimension]}. */
    public NDArray timestepEmbedding(NDArray timesteps, int dimension, boolean flipSinToCos, double frequencyShift) {
        return call("timestep_embedding", timesteps, dimension, flipSinToCos, frequencyShift);
    }

    /** A ResNet block with a time embedding {@code [N, D]} that has already been through SiLU. */
    public NDArray resnet(NDArray x, NDArray timeEmbedding, List<NDArray> weights, int groups, double eps) {
        return call("resnet", x, timeEmbedding, weights, groups, eps);
    }

    /** The same without a time embedding. */
    public NDArray resnet(NDArray x, List<NDArray> weights, int groups, double eps) {
        return call("resnet_untimed", x, weights, groups, eps);
    }

    /** A 3×3 convolution that halves the size, padded at the right and at the bottom alone. */
    public NDArray downsampleConv(NDArray x, List<NDArray> weights) {
        return call("downsample_conv", x, weights.get(0), weights.get(1));
    }

    /** Self-attention with one head over the pixels of an image, added to it. */
    public NDArray pixelAttention(NDArray image, List<NDArray> weights, int groups, double eps) {
        return call("pixel_attention", image, weights, groups, eps);
    }

    /** The mean of Gaussians given as means and log-variances {@code [N, 2C, H, W]}. */
    public NDArray gaussianMean(NDArray moments) {
        return call("gaussian_mean", moments);
    }

    /** A draw from Gaussians given as means and log-variances {@code [N, 2C, H, W]}; noise {@code [N, C, H, W]}. */
    public NDArray gaussianSample(NDArray moments, NDArray noise) {
        return call("gaussian_sample", moments, noise);
    }

    /**
     * Self-attention, cross-attention and a GEGLU feed-forward over tokens {@code [N, L, D]}.
     *
     * @param adapters A and B of each of the eight projections, whose weights contain them already; or none. Where
     *     gradients are recorded the weights are taken for constants, and a term whose value is zero leads to A and B:
     *     the gradient of a whole weight, which costs as much as its product, is never made
     */
    public NDArray transformerBlock(
            NDArray x, NDArray context, List<NDArray> weights, List<NDArray> adapters, int heads) {
        return call("transformer_block", x, context, weights, adapters, heads);
    }

    /** Normalises an image, projects its channels and lays its pixels out as tokens. */
    public NDArray tokensIn(NDArray image, List<NDArray> weights, int groups, boolean linear) {
        return call("tokens_in", image, weights, groups, linear);
    }

    /** Projects tokens back to the channels of {@code residual}, and adds it. */
    public NDArray tokensOut(NDArray tokens, NDArray residual, List<NDArray> weights, boolean linear) {
        return call("tokens_out", tokens, residual, weights, linear);
    }

    /** Token plus position embeddings of ids {@code [N, L]}. */
    public NDArray embedText(NDArray ids, NDArray tokens, NDArray positions) {
        return call("embed_text", ids, tokens, positions);
    }

    /**
     * A token of its own and one for each patch, {@code [N, 1 + patches, D]}, of pictures {@code [N, 3, H, W]}.
     *
     * @param weights that token, the patches' convolution without bias, and a position for each
     * @param size height and width of a patch
     */
    public NDArray embedPatches(NDArray pictures, List<NDArray> weights, int size) {
        return call("embed_patches", pictures, weights.get(0), weights.get(1), weights.get(2), size);
    }

    /** {@code [N, D]} of {@code [N, L, D]}. */
    public NDArray firstToken(NDArray tokens) {
        return call("first_token", tokens);
    }

    /** One layer of a CLIP; those of its text encoder are causal, those that look at pictures are not. */
    public NDArray clipLayer(
            NDArray x, List<NDArray> weights, int heads, double eps, boolean quickGelu, boolean causal) {
        return call("clip_layer", x, weights, heads, eps, quickGelu, causal);
    }

    /** {@code weight + scale · b · a} for {@code a [r, in]} and {@code b [out, r]}, all fp32, rounded to a precision. */
    public NDArray lora(NDArray weight, NDArray a, NDArray b, double scale, Precision precision) {
        return call("lora", weight, a, b, scale, precision.scalarType());
    }

    /**
     * The values in another precision, differentiable; the tensor itself if it has that one. DJL knows no bf16: such a
     * tensor may go from kernel to kernel, and must not be read.
     */
    public NDArray cast(NDArray x, Precision precision) {
        return call("cast", x, precision.scalarType());
    }

    /** The same values outside of any graph, as the start of another if gradients are to be had. */
    public NDArray leaf(NDArray x, boolean requiresGradient) {
        NDArray leaf = call("detach", x);
        if (requiresGradient) {
            leaf.setRequiresGradient(true);
        }
        return leaf;
    }

    /** Whether a backward pass from this tensor reaches anything: it is a leaf that learns, or the result of a graph. */
    public boolean requiresGradient(NDArray x) {
        return call("requires_grad", x).getFloat() > 0;
    }

    /** The largest absolute value. */
    public float maxAbs(NDArray x) {
        return call("max_abs", x).getFloat();
    }

    /** Whether no value is infinite or not a number. */
    public boolean areFinite(List<NDArray> xs) {
        return Float.isFinite(call("norm", xs).getFloat());
    }

    /** Multiplies in place. */
    public void scaleInPlace(List<NDArray> xs, double factor) {
        call("scale_", xs, factor).close();
    }

    /** Classifier-free guidance over a doubled batch {@code [unconditional, conditional]}. */
    public NDArray guide(NDArray doubled, double scale) {
        return call("guide", doubled, scale);
    }

    /**
     * Mean of the stochastic DDIM step.
     *
     * @param coefficients one row a sample, see {@code DdimStep}
     * @param prediction what the model predicts: {@code epsilon}, {@code v_prediction} or {@code sample}
     * @param clip bound on the predicted x0, or 0 for none
     */
    public NDArray ddimMean(NDArray output, NDArray x, NDArray coefficients, String prediction, double clip) {
        return call("ddim_mean", output, x, coefficients, prediction, clip);
    }

    /** The clean image that the model sees in {@code x}; parameters as in {@link #ddimMean}. */
    public NDArray predictedX0(NDArray output, NDArray x, NDArray coefficients, String prediction, double clip) {
        return call("predicted_x0", output, x, coefficients, prediction, clip);
    }

    /** {@code mean + sigma · noise}, rounded to half precision if it will be published so. */
    public NDArray ddimNext(NDArray mean, NDArray noise, NDArray coefficients, boolean half) {
        return call("ddim_next", mean, noise, coefficients, half);
    }

    /** Log-density of {@code next} under the step's Gaussian, averaged over C, H, W: {@code [N]}. */
    public NDArray logProbability(NDArray next, NDArray mean, NDArray coefficients) {
        return call("log_probability", next, mean, coefficients);
    }

    /**
     * Divergence between the Gaussians around two means, {@code ‖mean - other‖² / 2σ²} averaged over C, H, W:
     * {@code [N]}.
     */
    public NDArray gaussianKl(NDArray mean, NDArray other, NDArray coefficients) {
        return call("gaussian_kl", mean, other, coefficients);
    }

    /** {@code mean(w x)}; both inputs {@code [N]}. */
    public NDArray weightedMean(NDArray x, NDArray weights) {
        return call("weighted_mean", x, weights);
    }

    /** {@code mean max(-A r, -A clip(r, 1±c))} with {@code r = exp(logRatio)}; both inputs {@code [N]}. */
    public NDArray clippedObjective(NDArray logRatio, NDArray advantages, double clip) {
        return call("clipped_objective", logRatio, advantages, clip);
    }

    /** {@code a x0 + s noise} with one {@code a} and one {@code s} a sample. */
    public NDArray addNoise(NDArray x0, NDArray noise, NDArray a, NDArray s) {
        return call("add_noise", x0, noise, a, s);
    }

    /** {@code √ᾱ x0 + √(1-ᾱ) noise}; {@code scales [N, 2]} holds √ᾱ and √(1-ᾱ) of each sample. */
    public NDArray noised(NDArray x0, NDArray noise, NDArray scales) {
        return call("noised", x0, noise, scales);
    }

    /** The noise that the model sees in {@code x}, whatever it predicts; scales as in {@link #noised}. */
    public NDArray predictedNoise(NDArray output, NDArray x, NDArray scales, String prediction) {
        return call("predicted_noise", output, x, scales, prediction);
    }

    /** What a model of a prediction type should answer: the noise, {@code a noise - s x0}, or x0. */
    public NDArray trainingTarget(NDArray x0, NDArray noise, NDArray a, NDArray s, String prediction) {
        return call("training_target", x0, noise, a, s, prediction);
    }

    /** Mean over the batch of {@code w · mean (x - y)²}. */
    public NDArray weightedMse(NDArray x, NDArray y, NDArray weights) {
        return call("weighted_mse", x, y, weights);
    }

    /** Mean cross-entropy of logits {@code [N, K]} against labels {@code [N]}. */
    public NDArray crossEntropy(NDArray logits, NDArray labels, double smoothing) {
        return call("cross_entropy", logits, labels, smoothing);
    }

    /** Mean over all pixels: {@code [N, C]}. */
    public NDArray meanPool(NDArray x) {
        return call("mean_pool", x);
    }

    /** The rows of {@code [N, D]}, none of them zero, each divided by its length. */
    public NDArray unit(NDArray x) {
        return call("unit", x);
    }

    /**
     * Scales the gradients to a global norm of at most {@code settings[5]}, then applies AdamW in place.
     *
     * @param settings learning rate, beta1, beta2, epsilon, weight decay, maximal gradient norm
     * @return the norm before scaling
     */
    public NDArray clipAndAdamW(
            List<NDArray> parameters,
            List<NDArray> gradients,
            List<NDArray> firstMoments,
            List<NDArray> secondMoments,
            List<NDArray> steps,
            double[] settings) {
        return call("clip_and_adamw", parameters, gradients, firstMoments, secondMoments, steps, settings);
    }

    /** {@code averages += weight · (values - averages)}, in place. */
    public void lerpInPlace(List<NDArray> averages, List<NDArray> values, double weight) {
        call("lerp_", averages, values, weight).close();
    }

    /** Overwrites a tensor in place. */
    public void copyInPlace(NDArray target, NDArray source) {
        call("copy_", target, source).close();
    }

    private NDArray call(String method, Object... arguments) {
        return module.call(manager, method, arguments);
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
