package io.ddpo.diffusion.layers;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.List;

/** {@code ResnetBlock2D}: two normalised convolutions, a time embedding between them if there is one, a shortcut. */
public final class ResnetBlock {

    private final List<String> names;
    private final Norm norm;

    private ResnetBlock(Declarations declare, String prefix, int in, int out, List<String> untilSecondNorm, Norm norm) {
        List<String> block = Declarations.names(
                untilSecondNorm, declare.norm(prefix + ".norm2", out), declare.conv(prefix + ".conv2", out, out, 3));
        this.names = in == out ? block : Declarations.names(block, declare.conv(prefix + ".conv_shortcut", in, out, 1));
        this.norm = norm;
    }

    /** A block of a UNet; its time embeddings are {@code [N, timeDim]}. */
    public static ResnetBlock timed(Declarations declare, String prefix, int in, int out, int timeDim, Norm norm) {
        List<String> first = Declarations.names(
                firstHalf(declare, prefix, in, out), declare.linear(prefix + ".time_emb_proj", timeDim, out));
        return new ResnetBlock(declare, prefix, in, out, first, norm);
    }

    /** A block of an autoencoder, which knows no time. */
    public static ResnetBlock untimed(Declarations declare, String prefix, int in, int out, Norm norm) {
        return new ResnetBlock(declare, prefix, in, out, firstHalf(declare, prefix, in, out), norm);
    }

    private static List<String> firstHalf(Declarations declare, String prefix, int in, int out) {
        return Declarations.names(declare.norm(prefix + ".norm1", in), declare.conv(prefix + ".conv1", in, out, 3));
    }

    /** Of a timed block. */
    public NDArray forward(Kernels kernels, Weights weights, NDArray x, NDArray time) {
        return kernels.resnet(x, time, weights.list(names), norm.groups(), norm.eps());
    }

    /** Of an untimed block. */
    public NDArray forward(Kernels kernels, Weights weights, NDArray x) {
        return kernels.resnet(x, weights.list(names), norm.groups(), norm.eps());
    }
}
