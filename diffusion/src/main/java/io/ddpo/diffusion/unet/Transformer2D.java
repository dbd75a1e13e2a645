package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.List;
import java.util.regex.Pattern;

/** {@code Transformer2DModel} with one block: pixels attend to each other and to the text. */
final class Transformer2D {

    /** The feed-forward's hidden width over its input's, doubled for the gate of GEGLU. */
    private static final int FEED_FORWARD = 4;

    private static final Pattern PROJECTION = Pattern.compile("\\.(to_q|to_k|to_v|to_out\\.0)\\.weight$");

    private final List<String> in;
    private final List<String> block;
    private final List<String> projections;
    private final List<String> out;
    private final int heads;
    private final int groups;
    private final boolean linear;

    Transformer2D(Declarations declare, String prefix, int channels, int heads, UNetConfig config) {
        this.heads = heads;
        this.groups = config.normGroups();
        this.linear = config.linearProjection();
        in = Declarations.names(
                declare.norm(prefix + ".norm", channels), projection(declare, prefix + ".proj_in", channels));
        block = block(declare, prefix + ".transformer_blocks.0", channels, config.crossAttentionDim());
        projections =
                block.stream().filter(name -> PROJECTION.matcher(name).find()).toList();
        out = projection(declare, prefix + ".proj_out", channels);
    }

    private List<String> projection(Declarations declare, String prefix, int channels) {
        return linear ? declare.linear(prefix, channels, channels) : declare.conv(prefix, channels, channels, 1);
    }

    private static List<String> block(Declarations declare, String prefix, int channels, int contextDim) {
        int hidden = FEED_FORWARD * channels;
        return Declarations.names(
                declare.norm(prefix + ".norm1", channels),
                attention(declare, prefix + ".attn1", channels, channels),
                declare.norm(prefix + ".norm2", channels),
                attention(declare, prefix + ".attn2", channels, contextDim),
                declare.norm(prefix + ".norm3", channels),
                declare.linear(prefix + ".ff.net.0.proj", channels, 2 * hidden),
                declare.linear(prefix + ".ff.net.2", hidden, channels));
    }

    private static List<String> attention(Declarations declare, String prefix, int channels, int contextDim) {
        return Declarations.names(
                List.of(
                        declare.matrix(prefix + ".to_q", channels, channels),
                        declare.matrix(prefix + ".to_k", contextDim, channels),
                        declare.matrix(prefix + ".to_v", contextDim, channels)),
                declare.linear(prefix + ".to_out.0", channels, channels));
    }

    NDArray forward(Kernels kernels, Weights weights, NDArray x, NDArray context) {
        NDArray tokens = kernels.tokensIn(x, weights.list(in), groups, linear);
        NDArray attended =
                kernels.transformerBlock(tokens, context, weights.list(block), weights.adapters(projections), heads);
        return kernels.tokensOut(attended, x, weights.list(out), linear);
    }
}
