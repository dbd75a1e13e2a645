package io.ddpo.diffusion.text;

import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code text_encoder/config.json} of a {@code CLIPTextModel}. */
public record ClipTextConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int maxPositions,
        int vocabularySize,
        boolean quickGelu,
        double layerNormEps) {

    private static final List<String> USED = List.of(
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "max_position_embeddings",
            "vocab_size",
            "hidden_act",
            "layer_norm_eps",
            // Irrelevant to what is computed here:
            "architectures",
            "model_type",
            "torch_dtype",
            "transformers_version",
            "projection_dim",
            "dropout",
            "attention_dropout",
            "initializer_factor",
            "initializer_range",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "dtype");

    private static final Map<String, List<String>> ACCEPTED = Map.of("hidden_act", List.of("quick_gelu", "gelu"));

    /** Reads and checks a configuration. */
    public static ClipTextConfig read(Path file) throws IOException {
        ConfigFile json = ConfigFile.read(file);
        json.refuseUnsupported(USED, ACCEPTED);
        return new ClipTextConfig(
                json.integer("hidden_size"),
                json.integer("intermediate_size"),
                json.integer("num_hidden_layers"),
                json.integer("num_attention_heads"),
                json.integer("max_position_embeddings", 77),
                json.integer("vocab_size"),
                json.text("hidden_act", "quick_gelu").equals("quick_gelu"),
                json.real("layer_norm_eps", 1e-5));
    }
}
