package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
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

    /**
     * One forward pass.
     *
     * @param x noisy latents {@code [N, C, H, W]}
     * @param timesteps {@code [N]}, 0 to 999
     * @param context text embeddings {@code [N, L, D]}
     * @return what the scheduler's prediction type says, {@code [N, C, H, W]}
     */
    public NDArray forward(Kernels kernels, Weights weights, NDArray x, NDArray timesteps, NDArray context) {
        NDArray time = timeEmbedding(kernels, weights, timesteps);
        Deque<NDArray> skips = new ArrayDeque<>();
        NDArray h = kernels.conv2d(kernels.channelsLast(x), weights.list(convIn), 1, 1);
        skips.push(h);
        for (DownBlock block : down) {
            h = block.forward(kernels, weights, h, time, context, skips);
        }
        h = midFirst.forward(kernels, weights, h, time);
        h = midAttention.forward(kernels, weights, h, context);
        h = midLast.forward(kernels, weights, h, time);
        for (UpBlock block : up) {
            h = block.forward(kernels, weights, h, time, context, skips);
        }
        h = kernels.groupNormSilu(h, weights.list(normOut), config.normGroups(), config.normEps());
        return kernels.conv2d(h, weights.list(convOut), 1, 1);
    }

    /** The embedding after its last SiLU, which every ResNet block starts with. */
    private NDArray timeEmbedding(Kernels kernels, Weights weights, NDArray timesteps) {
        List<NDArray> w = weights.list(timeEmbedding);
        NDArray wave = kernels.timestepEmbedding(
                timesteps, config.blockOutChannels().get(0), config.flipSinToCos(), config.frequencyShift());
        NDArray hidden = kernels.silu(kernels.linear(wave, w.get(0), w.get(1)));
        return kernels.silu(kernels.linear(hidden, w.get(2), w.get(3)));
    }
}
