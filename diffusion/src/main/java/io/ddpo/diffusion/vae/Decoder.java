package io.ddpo.diffusion.vae;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.layers.ResnetBlock;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** The autoencoder's own latents to pictures. */
final class Decoder {

    private static final String ROOT = "decoder";

    private record Level(List<ResnetBlock> resnets, List<String> upsampler) {}

    private final VaeConfig config;
    private final List<String> postQuantConv;
    private final List<String> convIn;
    private final MidBlock mid;
    private final List<Level> levels = new ArrayList<>();
    private final List<String> normOut;
    private final List<String> convOut;

    Decoder(Declarations declare, VaeConfig config) {
        this.config = config;
        int latent = config.latentChannels();
        int finest = config.blockOutChannels().get(0);
        postQuantConv = config.postQuantConv() ? declare.conv("post_quant_conv", latent, latent, 1) : List.of();
        convIn = declare.conv(ROOT + ".conv_in", latent, config.coarsest(), 3);
        mid = new MidBlock(declare, ROOT + ".mid_block", config);
        for (int i = 0; i < config.blockOutChannels().size(); i++) {
            levels.add(level(declare, i));
        }
        normOut = declare.norm(ROOT + ".conv_norm_out", finest);
        convOut = declare.conv(ROOT + ".conv_out", finest, config.outChannels(), 3);
    }

    /** @param index position on the way up, 0 being the coarsest */
    private Level level(Declarations declare, int index) {
        String prefix = ROOT + ".up_blocks." + index;
        int coarsest = config.blockOutChannels().size() - 1;
        int out = config.blockOutChannels().get(coarsest - index);
        int in = config.blockOutChannels().get(Math.min(coarsest, coarsest - index + 1));
        List<ResnetBlock> resnets = new ArrayList<>();
        for (int i = 0; i <= config.layersPerBlock(); i++) {
            resnets.add(ResnetBlock.untimed(declare, prefix + ".resnets." + i, i == 0 ? in : out, out, config.norm()));
        }
        boolean last = index == coarsest;
        return new Level(resnets, last ? List.of() : declare.conv(prefix + ".upsamplers.0.conv", out, out, 3));
    }

    NDArray forward(Kernels kernels, Weights weights, NDArray latents) {
        NDArray h = kernels.channelsLast(latents);
        if (!postQuantConv.isEmpty()) {
            h = kernels.conv2d(h, weights.list(postQuantConv), 1, 0);
        }
        h = mid.forward(kernels, weights, kernels.conv2d(h, weights.list(convIn), 1, 1));
        for (Level level : levels) {
            for (ResnetBlock resnet : level.resnets()) {
                h = resnet.forward(kernels, weights, h);
            }
            if (!level.upsampler().isEmpty()) {
                long height = 2 * h.getShape().get(2);
                long width = 2 * h.getShape().get(3);
                h = kernels.upsampleConv(h, weights.list(level.upsampler()), height, width);
            }
        }
        h = kernels.groupNormSilu(
                h, weights.list(normOut), config.norm().groups(), config.norm().eps());
        return kernels.conv2d(h, weights.list(convOut), 1, 1);
    }
}
