package io.ddpo.diffusion.unet;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** {@code DownBlock2D} and {@code CrossAttnDownBlock2D}: every intermediate result is kept for the way up. */
final class DownBlock {

    private final List<ResnetBlock> resnets = new ArrayList<>();
    private final List<Transformer2D> attentions = new ArrayList<>();
    private final List<String> downsampler;

    DownBlock(Declarations declare, UNetConfig config, int index) {
        String prefix = "down_blocks." + index;
        int out = config.blockOutChannels().get(index);
        int in = config.blockOutChannels().get(Math.max(0, index - 1));
        boolean attends = config.downBlockTypes().get(index).equals(UNetConfig.CROSS_ATTENTION_DOWN);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            resnets.add(ResnetBlock.timed(
                    declare,
                    prefix + ".resnets." + i,
                    i == 0 ? in : out,
                    out,
                    config.timeEmbeddingDim(),
                    config.norm()));
            if (attends) {
                int heads = config.attentionHeads().get(index);
                attentions.add(new Transformer2D(declare, prefix + ".attentions." + i, out, heads, config));
            }
        }
        boolean last = index == config.blockOutChannels().size() - 1;
        downsampler = last ? List.of() : declare.conv(prefix + ".downsamplers.0.conv", out, out, 3);
    }

    /** Every intermediate result, the last of them being what the next block takes. */
    List<NDArray> forward(Kernels kernels, Weights weights, NDArray x, NDArray time, NDArray context) {
        List<NDArray> results = new ArrayList<>();
        NDArray h = x;
        for (int i = 0; i < resnets.size(); i++) {
            h = resnets.get(i).forward(kernels, weights, h, time);
            if (!attentions.isEmpty()) {
                h = attentions.get(i).forward(kernels, weights, h, context);
            }
            results.add(h);
        }
        if (!downsampler.isEmpty()) {
            h = kernels.conv2d(h, weights.list(downsampler), 2, 1);
            results.add(h);
        }
        return results;
    }
}
