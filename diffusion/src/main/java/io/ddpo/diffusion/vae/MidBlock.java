package io.ddpo.diffusion.vae;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.Norm;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.List;

/** {@code UNetMidBlock2D} at the coarsest level: two ResNet blocks, and attention between the pixels if it has any. */
final class MidBlock {

    private final ResnetBlock first;
    private final List<String> attention;
    private final ResnetBlock last;
    private final Norm norm;

    MidBlock(Declarations declare, String prefix, VaeConfig config) {
        int channels = config.coarsest();
        norm = config.norm();
        first = ResnetBlock.untimed(declare, prefix + ".resnets.0", channels, channels, norm);
        attention = config.midAttention() ? attention(declare, prefix + ".attentions.0", channels) : List.of();
        last = ResnetBlock.untimed(declare, prefix + ".resnets.1", channels, channels, norm);
    }

    /** Older files, Stable Diffusion v1.4's own among them, have the names that stand second. */
    private static List<String> attention(Declarations declare, String prefix, int channels) {
        return Declarations.names(
                declare.norm(prefix + ".group_norm", channels),
                declare.linear(prefix + ".to_q", prefix + ".query", channels, channels),
                declare.linear(prefix + ".to_k", prefix + ".key", channels, channels),
                declare.linear(prefix + ".to_v", prefix + ".value", channels, channels),
                declare.linear(prefix + ".to_out.0", prefix + ".proj_attn", channels, channels));
    }

    NDArray forward(Kernels kernels, Weights weights, NDArray x) {
        NDArray h = first.forward(kernels, weights, x);
        if (!attention.isEmpty()) {
            h = kernels.pixelAttention(h, weights.list(attention), norm.groups(), norm.eps());
        }
        return last.forward(kernels, weights, h);
    }
}
