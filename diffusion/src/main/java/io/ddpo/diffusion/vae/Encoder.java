package io.ddpo.diffusion.vae;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** Pictures to the means and log-variances of their latents. */
final class Encoder {

    private static final String ROOT = "encoder";

    private record Level(List<ResnetBlock> resnets, List<String> downsampler) {}

    private final VaeConfig config;
    private final List<String> convIn;
    private final List<Level> levels = new ArrayList<>();
    private final MidBlock mid;
    private final List<String> normOut;
    private final List<String> convOut;
    private final List<String> quantConv;

    Encoder(Declarations declare, VaeConfig config) {
        this.config = config;
        int moments = 2 * config.latentChannels();
        convIn = declare.conv(
                ROOT + ".conv_in",
                config.inChannels(),
                config.blockOutChannels().get(0),
                3);
        for (int i = 0; i < config.blockOutChannels().size(); i++) {
            levels.add(level(declare, i));
        }
        mid = new MidBlock(declare, ROOT + ".mid_block", config);
        normOut = declare.norm(ROOT + ".conv_norm_out", config.coarsest());
        convOut = declare.conv(ROOT + ".conv_out", config.coarsest(), moments, 3);
        quantConv = config.quantConv() ? declare.conv("quant_conv", moments, moments, 1) : List.of();
    }

    private Level level(Declarations declare, int index) {
        String prefix = ROOT + ".down_blocks." + index;
        int out = config.blockOutChannels().get(index);
        int in = config.blockOutChannels().get(Math.max(0, index - 1));
        List<ResnetBlock> resnets = new ArrayList<>();
        for (int i = 0; i < config.layersPerBlock(); i++) {
            resnets.add(ResnetBlock.untimed(declare, prefix + ".resnets." + i, i == 0 ? in : out, out, config.norm()));
        }
        boolean last = index == config.blockOutChannels().size() - 1;
        return new Level(resnets, last ? List.of() : declare.conv(prefix + ".downsamplers.0.conv", out, out, 3));
    }

    NDArray forward(Kernels kernels, Weights weights, NDArray pictures) {
        NDArray h = kernels.conv2d(kernels.channelsLast(pictures), weights.list(convIn), 1, 1);
        for (Level level : levels) {
            for (ResnetBlock resnet : level.resnets()) {
                h = resnet.forward(kernels, weights, h);
            }
            if (!level.downsampler().isEmpty()) {
                h = kernels.downsampleConv(h, weights.list(level.downsampler()));
            }
        }
        h = mid.forward(kernels, weights, h);
        h = kernels.groupNormSilu(
                h, weights.list(normOut), config.norm().groups(), config.norm().eps());
        h = kernels.conv2d(h, weights.list(convOut), 1, 1);
        return quantConv.isEmpty() ? h : kernels.conv2d(h, weights.list(quantConv), 1, 0);
    }
}
