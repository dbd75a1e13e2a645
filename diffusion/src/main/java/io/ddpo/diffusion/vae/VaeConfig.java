package io.ddpo.diffusion.vae;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import io.ddpo.diffusion.layers.Norm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * {@code vae/config.json} of an {@code AutoencoderKL}.
 *
 * @param blockOutChannels channels of each level, from the finest
 * @param layersPerBlock ResNet blocks a level on the way down; the way up has one more
 * @param normGroups groups of every normalisation
 * @param scalingFactor what the autoencoder's latents are multiplied by for diffusion
 * @param quantConv whether a 1×1 convolution follows the encoder
 * @param postQuantConv whether a 1×1 convolution precedes the decoder
 * @param midAttention whether the pixels of the coarsest level attend to each other
 */
public record VaeConfig(
        int inChannels,
        int outChannels,
        int latentChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int normGroups,
        double scalingFactor,
        boolean quantConv,
        boolean postQuantConv,
        boolean midAttention) {

    private static final String DOWN = "DownEncoderBlock2D";
    private static final String UP = "UpDecoderBlock2D";

    /** Fixed in diffusers, no option. */
    private static final double NORM_EPS = 1e-6;

    private static final List<String> USED = List.of(
            "in_channels",
            "out_channels",
            "latent_channels",
            "down_block_types",
            "up_block_types",
            "block_out_channels",
            "layers_per_block",
            "norm_num_groups",
            "scaling_factor",
            "use_quant_conv",
            "use_post_quant_conv",
            "mid_block_add_attention",
            // Irrelevant to what is computed here, in fp32 and without tiles:
            "sample_size",
            "force_upcast");

    private static final Map<String, List<String>> ACCEPTED =
            Map.of("act_fn", List.of("silu", "swish"), "shift_factor", List.of("0", "0.0"));

    public VaeConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
    }

    /**
     * Reads and checks a configuration.
     *
     * @throws BadModelException on a class, block type or option that is not computed here
     */
    public static VaeConfig read(Path file) throws IOException {
        ConfigFile json = ConfigFile.read(file);
        json.requireClass(List.of("AutoencoderKL"));
        json.refuseUnsupported(USED, ACCEPTED);
        VaeConfig config = new VaeConfig(
                json.integer("in_channels", 3),
                json.integer("out_channels", 3),
                json.integer("latent_channels", 4),
                json.integers("block_out_channels"),
                json.integer("layers_per_block", 1),
                json.integer("norm_num_groups", 32),
                json.real("scaling_factor", 0.18215),
                json.flag("use_quant_conv", true),
                json.flag("use_post_quant_conv", true),
                json.flag("mid_block_add_attention", true));
        config.check(json);
        return config;
    }

    private void check(ConfigFile json) {
        requireTypes(json, "down_block_types", DOWN);
        requireTypes(json, "up_block_types", UP);
        if (!(scalingFactor > 0)) {
            throw new BadModelException(
                    json.file(), "scaling_factor: expected a number above 0, came " + scalingFactor);
        }
        for (int channels : blockOutChannels) {
            if (normGroups == 0 || channels == 0 || channels % normGroups != 0) {
                throw new BadModelException(
                        json.file(),
                        "block_out_channels: expected multiples of norm_num_groups (" + normGroups + "), came "
                                + channels);
            }
        }
    }

    private void requireTypes(ConfigFile json, String key, String type) {
        List<String> came = json.texts(key);
        if (came.isEmpty() || !came.equals(Collections.nCopies(blockOutChannels.size(), type))) {
            throw new BadModelException(
                    json.file(),
                    key + ": expected " + type + " for each of the " + blockOutChannels.size()
                            + " levels in block_out_channels, came " + came);
        }
    }

    /** Height or width of a picture over that of its latent. */
    public int downsampling() {
        return 1 << blockOutChannels.size() - 1;
    }

    /**
     * Numbers that decoding one latent works with at most: input, normalised input, its SiLU and result of the first
     * layer at full size, which still has the channels of the level before.
     */
    public long decodingPeak(int latentSize) {
        long side = (long) latentSize * downsampling();
        return 4 * side * side * blockOutChannels.get(Math.min(1, blockOutChannels.size() - 1));
    }

    int coarsest() {
        return blockOutChannels.get(blockOutChannels.size() - 1);
    }

    Norm norm() {
        return new Norm(normGroups, NORM_EPS);
    }
}
