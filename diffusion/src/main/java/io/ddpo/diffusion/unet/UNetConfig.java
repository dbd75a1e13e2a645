package io.ddpo.diffusion.unet;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import io.ddpo.diffusion.layers.Norm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code unet/config.json} of a {@code UNet2DConditionModel}, as far as Stable Diffusion v1 uses it.
 *
 * @param sampleSize height and width of a latent
 * @param attentionHeads number of heads in each block; the file calls it {@code attention_head_dim}
 */
public record UNetConfig(
        int sampleSize,
        int inChannels,
        int outChannels,
        List<String> downBlockTypes,
        List<String> upBlockTypes,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int crossAttentionDim,
        List<Integer> attentionHeads,
        int normGroups,
        double normEps,
        boolean flipSinToCos,
        double frequencyShift,
        boolean linearProjection) {

    static final String DOWN = "DownBlock2D";
    static final String CROSS_ATTENTION_DOWN = "CrossAttnDownBlock2D";
    static final String UP = "UpBlock2D";
    static final String CROSS_ATTENTION_UP = "CrossAttnUpBlock2D";
    static final String CROSS_ATTENTION_MID = "UNetMidBlock2DCrossAttn";

    private static final List<String> USED = List.of(
            "sample_size",
            "in_channels",
            "out_channels",
            "down_block_types",
            "up_block_types",
            "block_out_channels",
            "layers_per_block",
            "cross_attention_dim",
            "attention_head_dim",
            "norm_num_groups",
            "norm_eps",
            "flip_sin_to_cos",
            "freq_shift",
            "use_linear_projection");

    private static final Map<String, List<String>> ACCEPTED = Map.ofEntries(
            Map.entry("mid_block_type", List.of(CROSS_ATTENTION_MID)),
            Map.entry("act_fn", List.of("silu", "swish")),
            Map.entry("downsample_padding", List.of("1")),
            Map.entry("mid_block_scale_factor", List.of("1", "1.0")),
            Map.entry("transformer_layers_per_block", List.of("1")),
            Map.entry("resnet_time_scale_shift", List.of("default")),
            Map.entry("resnet_out_scale_factor", List.of("1", "1.0")),
            Map.entry("time_embedding_type", List.of("positional")),
            Map.entry("conv_in_kernel", List.of("3")),
            Map.entry("conv_out_kernel", List.of("3")),
            Map.entry("dropout", List.of("0", "0.0")),
            Map.entry("attention_type", List.of("default")),
            Map.entry("addition_embed_type_num_heads", List.of("64")));

    public UNetConfig {
        downBlockTypes = List.copyOf(downBlockTypes);
        upBlockTypes = List.copyOf(upBlockTypes);
        blockOutChannels = List.copyOf(blockOutChannels);
        attentionHeads = List.copyOf(attentionHeads);
    }

    /**
     * Reads and checks a configuration.
     *
     * @throws BadModelException on a block type or option that is not computed here
     */
    public static UNetConfig read(Path file) throws IOException {
        ConfigFile json = ConfigFile.read(file);
        json.refuseUnsupported(USED, ACCEPTED);
        List<Integer> channels = json.integers("block_out_channels");
        UNetConfig config = new UNetConfig(
                json.integer("sample_size"),
                json.integer("in_channels"),
                json.integer("out_channels"),
                json.texts("down_block_types"),
                json.texts("up_block_types"),
                channels,
                json.integer("layers_per_block"),
                json.integer("cross_attention_dim"),
                json.integers("attention_head_dim", channels.size()),
                json.integer("norm_num_groups", 32),
                json.real("norm_eps", 1e-5),
                json.flag("flip_sin_to_cos", true),
                json.real("freq_shift", 0),
                json.flag("use_linear_projection", false));
        config.check(file);
        return config;
    }

    private void check(Path file) {
        requireTypes(file, "down_block_types", downBlockTypes, List.of(DOWN, CROSS_ATTENTION_DOWN));
        requireTypes(file, "up_block_types", upBlockTypes, List.of(UP, CROSS_ATTENTION_UP));
        for (int i = 0; i < blockOutChannels.size(); i++) {
            int channels = blockOutChannels.get(i);
            requireDivisor(file, "block_out_channels", channels, "norm_num_groups", normGroups);
            requireDivisor(file, "block_out_channels", channels, "attention_head_dim", attentionHeads.get(i));
        }
    }

    private void requireTypes(Path file, String key, List<String> types, List<String> known) {
        if (types.size() != blockOutChannels.size()) {
            throw new BadModelException(
                    file,
                    key + ": expected " + blockOutChannels.size() + " blocks as in block_out_channels, came "
                            + types.size());
        }
        for (String type : types) {
            if (!known.contains(type)) {
                throw new BadModelException(
                        file,
                        key + ": expected " + String.join(" or ", known) + ", came the unknown block type " + type);
            }
        }
    }

    private static void requireDivisor(Path file, String key, int value, String divisorKey, int divisor) {
        if (divisor == 0 || value % divisor != 0) {
            throw new BadModelException(
                    file, key + ": expected a multiple of " + divisorKey + " (" + divisor + "), came " + value);
        }
    }

    /** Length of the time embedding inside the blocks. */
    int timeEmbeddingDim() {
        return 4 * blockOutChannels.get(0);
    }

    Norm norm() {
        return new Norm(normGroups, normEps);
    }
}
