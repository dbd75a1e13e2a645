package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** {@code UpBlock2D} and {@code CrossAttnUpBlock2D}: takes back what the way down kept, latest first. */
final class UpBlock {

    private final List<ResnetBlock> resnets = new ArrayList<>();
    private final List<Transformer2D> attentions = new ArrayList<>();
    private final List<String> upsampler;

    /** @param index position on the way up, 0 being the coarsest */
    UpBlock(Declarations declare, UNetConfig config, int index) {
        String prefix = "up_blocks." + index;
        int blocks = config.blockOutChannels().size();
        int level = blocks - 1 - index;
        int out = config.blockOutChannels().get(level);
        int below = config.blockOutChannels().get(Math.min(level + 1, blocks - 1));
        int above = config.blockOutChannels().get(Math.max(level - 1, 0));
        boolean attends = config.upBlockTypes().get(index).equals(UNetConfig.CROSS_ATTENTION_UP);
        for (int i = 0; i <= config.layersPerBlock(); i++) {
            int skip = i == config.layersPerBlock() ? above : out;
            int in = (i == 0 ? below : out) + skip;
            resnets.add(ResnetBlock.timed(
                    declare, prefix + ".resnets." + i, in, out, config.timeEmbeddingDim(), config.norm()));
            if (attends) {
                int heads = config.attentionHeads().get(level);
                attentions.add(new Transformer2D(declare, prefix + ".attentions." + i, out, heads, config));
            }
        }
        upsampler = level == 0 ? List.of() : declare.conv(prefix + ".upsamplers.0.conv", out, out, 3);
    }

    /** How many of the results of the way down it takes. */
    int skips() {
        return resnets.size();
    }

    /**
     * One pass.
     *
     * @param skips in the order in which they are taken
     * @param size height and width to upsample to: those of the next skip rather than twice the own, so that odd sizes
     *     come back as they went down
     */
    NDArray forward(
            Kernels kernels,
            Weights weights,
            NDArray x,
            List<NDArray> skips,
            NDArray time,
            NDArray context,
            Size size) {
        NDArray h = x;
        for (int i = 0; i < resnets.size(); i++) {
            h = resnets.get(i).forward(kernels, weights, kernels.cat(List.of(h, skips.get(i)), 1), time);
            if (!attentions.isEmpty()) {
                h = attentions.get(i).forward(kernels, weights, h, context);
            }
        }
        return upsampler.isEmpty() ? h : kernels.upsampleConv(h, weights.list(upsampler), size.height(), size.width());
    }

    /** Of an image, in pixels. */
    record Size(long height, long width) {
        static Size of(NDArray image) {
            return new Size(image.getShape().get(2), image.getShape().get(3));
        }
    }
}
