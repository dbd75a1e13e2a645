package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.List;

/** {@code ResnetBlock2D}: two normalised convolutions with the time embedding between them, and a shortcut. */
final class ResnetBlock {

    private final List<String> names;
    private final int groups;
    private final double eps;

    ResnetBlock(Declarations declare, String prefix, int in, int out, UNetConfig config) {
        List<String> block = Declarations.names(
                declare.norm(prefix + ".norm1", in),
                declare.conv(prefix + ".conv1", in, out, 3),
                declare.linear(prefix + ".time_emb_proj", config.timeEmbeddingDim(), out),
                declare.norm(prefix + ".norm2", out),
                declare.conv(prefix + ".conv2", out, out, 3));
        names = in == out ? block : Declarations.names(block, declare.conv(prefix + ".conv_shortcut", in, out, 1));
        groups = config.normGroups();
        eps = config.normEps();
    }

    NDArray forward(Kernels kernels, Weights weights, NDArray x, NDArray time) {
        return kernels.resnet(x, time, weights.list(names), groups, eps);
    }
}
