package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.unet.UpBlock.Size;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The text-conditional UNet of Stable Diffusion v1, built from its configuration. It holds no weights: they are passed
 * to every call, under their diffusers names.
 */
public final class UNet2DConditionModel {

    private final UNetConfig config;
    private final Declarations declarations = new Declarations();
    private final List<String> timeEmbedding;
    private final List<String> convIn;
    private final List<DownBlock> down = new ArrayList<>();
    private final ResnetBlock midFirst;
    private final Transformer2D midAttention;
    private final ResnetBlock midLast;
    private final List<UpBlock> up = new ArrayList<>();
    private final List<String> normOut;
    private final List<String> convOut;

    /** Lays the network out. */
    public UNet2DConditionModel(UNetConfig config) {
        this.config = config;
        int first = config.blockOutChannels().get(0);
        int blocks = config.blockOutChannels().size();
        int coarsest = config.blockOutChannels().get(blocks - 1);
        convIn = declarations.conv("conv_in", config.inChannels(), first, 3);
        timeEmbedding = Declarations.names(
                declarations.linear("time_embedding.linear_1", first, config.timeEmbeddingDim()),
                declarations.linear("time_embedding.linear_2", config.timeEmbeddingDim(), config.timeEmbeddingDim()));
        for (int i = 0; i < blocks; i++) {
            down.add(new DownBlock(declarations, config, i));
        }
        midFirst = midResnet(0, coarsest);
        midAttention = new Transformer2D(
                declarations,
                "mid_block.attentions.0",
                coarsest,
                config.attentionHeads().get(blocks - 1),
                config);
        midLast = midResnet(1, coarsest);
        for (int i = 0; i < blocks; i++) {
            up.add(new UpBlock(declarations, config, i));
        }
        normOut = declarations.norm("conv_norm_out", first);
        convOut = declarations.conv("conv_out", first, config.outChannels(), 3);
    }

    private ResnetBlock midResnet(int index, int channels) {
        return ResnetBlock.timed(
                declarations,
                "mid_block.resnets." + index,
                channels,
                channels,
                config.timeEmbeddingDim(),
                config.norm());
    }

    public UNetConfig config() {
        return config;
    }

    /** Every parameter with its shape. */
    public Declarations declarations() {
        return declarations;
    }

    /** One forward pass, each segment at once; see {@link #forward(Kernels, Weights, NDArray, NDArray, NDArray, Segments)}. */
    public NDArray forward(Kernels kernels, Weights weights, NDArray x, NDArray timesteps, NDArray context) {
        return forward(kernels, weights, x, timesteps, context, Segments.DIRECT);
    }

    /**
     * One forward pass in the precision of the weights.
     *
     * @param x noisy latents {@code [N, C, H, W]}, fp32 as all that comes in and goes out
     * @param timesteps {@code [N]}, 0 to 999
     * @param context text embeddings {@code [N, L, D]}, through which no gradient flows
     * @param segments runs the time embedding, the input convolution, every block and the output
     * @return what the scheduler's prediction type says, {@code [N, C, H, W]}
     */
    public NDArray forward(
            Kernels kernels, Weights weights, NDArray x, NDArray timesteps, NDArray context, Segments segments) {
        Precision precision = weights.precision();
        NDArray image = kernels.cast(x, precision);
        NDArray text = kernels.cast(context, precision);
        NDArray time = only(segments.run(in -> List.of(timeEmbedding(kernels, weights, timesteps)), List.of()));
        Deque<NDArray> skips = new ArrayDeque<>();
        NDArray h = only(segments.run(in -> List.of(kernels.conv2d(image, weights.list(convIn), 1, 1)), List.of()));
        skips.push(h);
        for (DownBlock block : down) {
            segments.run(in -> block.forward(kernels, weights, in.get(0), in.get(1), text), List.of(h, time))
                    .forEach(skips::push);
            h = skips.peek();
        }
        h = only(segments.run(in -> List.of(mid(kernels, weights, in.get(0), in.get(1), text)), List.of(h, time)));
        for (UpBlock block : up) {
            List<NDArray> inputs = new ArrayList<>(List.of(h, time));
            for (int i = 0; i < block.skips(); i++) {
                inputs.add(skips.pop());
            }
            Size size = skips.isEmpty() ? Size.of(h) : Size.of(skips.peek());
            h = only(segments.run(
                    in -> List.of(block.forward(
                            kernels, weights, in.get(0), in.subList(2, in.size()), in.get(1), text, size)),
                    inputs));
        }
        return only(segments.run(in -> List.of(out(kernels, weights, in.get(0))), List.of(h)));
    }

    private static NDArray only(List<NDArray> results) {
        return results.get(0);
    }

    private NDArray mid(Kernels kernels, Weights weights, NDArray x, NDArray time, NDArray text) {
        NDArray h = midFirst.forward(kernels, weights, x, time);
        h = midAttention.forward(kernels, weights, h, text);
        return midLast.forward(kernels, weights, h, time);
    }

    private NDArray out(Kernels kernels, Weights weights, NDArray x) {
        NDArray h = kernels.groupNormSilu(x, weights.list(normOut), config.normGroups(), config.normEps());
        return kernels.cast(kernels.conv2d(h, weights.list(convOut), 1, 1), Precision.FP32);
    }

    /** The embedding after its last SiLU, which every ResNet block starts with. */
    private NDArray timeEmbedding(Kernels kernels, Weights weights, NDArray timesteps) {
        List<NDArray> w = weights.list(timeEmbedding);
        NDArray wave = kernels.timestepEmbedding(
                timesteps, config.blockOutChannels().get(0), config.flipSinToCos(), config.frequencyShift());
        NDArray rounded = kernels.cast(wave, weights.precision());
        NDArray hidden = kernels.silu(kernels.linear(rounded, w.get(0), w.get(1)));
        return kernels.silu(kernels.linear(hidden, w.get(2), w.get(3)));
    }
}
