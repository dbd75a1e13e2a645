package io.ddpo.diffusion.vision;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The vision half of a CLIP's {@code config.json}; also that of a {@code CLIPVisionModelWithProjection} alone.
 *
 * @param imageSize height and width of what it looks at, a multiple of {@code patchSize}
 * @param projection width of the embedding
 */
public record ClipVisionConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int imageSize,
        int patchSize,
        int projection,
        boolean quickGelu,
        double layerNormEps) {

    private static final List<String> KINDS = List.of("clip", "clip_vision_model");

    /**
     * Reads and checks the configuration of a folder; what published files leave out has the default of transformers.
     *
     * @throws BadModelException if it is that of another kind of model, or asks for what is not computed here
     */
    public static ClipVisionConfig in(Path folder) throws IOException {
        Path file = folder.resolve("config.json");
        ConfigFile whole = ConfigFile.read(file);
        requireOneOf(file, "model_type", KINDS, whole.text("model_type", KINDS.get(0)));
        ConfigFile vision = whole.has("vision_config") ? whole.under("vision_config") : whole;
        String activation = vision.text("hidden_act", "quick_gelu");
        requireOneOf(file, "hidden_act", List.of("quick_gelu", "gelu"), activation);
        requireOneOf(file, "num_channels", List.of("3"), vision.text("num_channels", "3"));
        ClipVisionConfig config = new ClipVisionConfig(
                vision.integer("hidden_size", 768),
                vision.integer("intermediate_size", 3072),
                vision.integer("num_hidden_layers", 12),
                vision.integer("num_attention_heads", 12),
                vision.integer("image_size", 224),
                vision.integer("patch_size", 32),
                whole.integer("projection_dim", 512),
                activation.equals("quick_gelu"),
                vision.real("layer_norm_eps", 1e-5));
        requireMultiple(file, "image_size", config.imageSize(), "patch_size", config.patchSize());
        requireMultiple(file, "hidden_size", config.hiddenSize(), "num_attention_heads", config.heads());
        return config;
    }

    private static void requireOneOf(Path file, String key, List<String> expected, String came) {
        if (!expected.contains(came)) {
            throw new BadModelException(
                    file, "%s: expected %s, came %s".formatted(key, String.join(" or ", expected), came));
        }
    }

    private static void requireMultiple(Path file, String key, int came, String of, int factor) {
        if (factor < 1 || came < 1 || came % factor != 0) {
            throw new BadModelException(
                    file, "%s: expected a multiple of %s (%d), came %d".formatted(key, of, factor, came));
        }
    }
}
