package io.ddpo.diffusion.text;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** CLIP's text encoder, built from its configuration; weights are passed to every call. */
public final class ClipTextModel {

    private static final String ROOT = "text_model";

    private final ClipTextConfig config;
    private final Declarations declarations = new Declarations();
    private final String tokens;
    private final String positions;
    private final List<List<String>> layers = new ArrayList<>();
    private final List<String> finalNorm;

    /** Lays the network out. */
    public ClipTextModel(ClipTextConfig config) {
        this.config = config;
        int dim = config.hiddenSize();
        tokens = declarations.embedding(ROOT + ".embeddings.token_embedding.weight", config.vocabularySize(), dim);
        positions = declarations.embedding(ROOT + ".embeddings.position_embedding.weight", config.maxPositions(), dim);
        for (int i = 0; i < config.layers(); i++) {
            layers.add(declarations.clipLayer(ROOT + ".encoder.layers." + i, dim, config.intermediateSize()));
        }
        finalNorm = declarations.norm(ROOT + ".final_layer_norm", dim);
    }

    public ClipTextConfig config() {
        return config;
    }

    /** Every parameter with its shape. */
    public Declarations declarations() {
        return declarations;
    }

    /**
     * The last hidden state after the final layer norm, {@code [N, L, D]}, for token ids {@code [N, L]}.
     */
    public NDArray forward(Kernels kernels, Weights weights, NDArray ids) {
        NDArray h = kernels.embedText(ids, weights.get(tokens), weights.get(positions));
        for (List<String> layer : layers) {
            h = kernels.clipLayer(
                    h, weights.list(layer), config.heads(), config.layerNormEps(), config.quickGelu(), true);
        }
        return kernels.layerNorm(
                h, weights.get(finalNorm.get(0)), weights.get(finalNorm.get(1)), config.layerNormEps());
    }
}
