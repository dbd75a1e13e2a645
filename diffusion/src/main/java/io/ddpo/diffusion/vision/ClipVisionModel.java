package io.ddpo.diffusion.vision;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** CLIP's vision tower with its projection, built from its configuration; weights are passed to every call. */
final class ClipVisionModel {
    private static final String ROOT = "vision_model";

    private final ClipVisionConfig config;
    private final Declarations declarations = new Declarations();
    private final List<String> embeddings;
    private final List<String> firstNorm;
    private final List<List<String>> layers = new ArrayList<>();
    private final List<String> lastNorm;
    private final String projection;

    /** Lays the network out. */
    ClipVisionModel(ClipVisionConfig config) {
        this.config = config;
        int dim = config.hiddenSize();
        int side = config.imageSize() / config.patchSize();
        embeddings = List.of(
                declarations.vector(ROOT + ".embeddings.class_embedding", dim),
                declarations.kernel(ROOT + ".embeddings.patch_embedding", 3, dim, config.patchSize()),
                declarations.embedding(ROOT + ".embeddings.position_embedding.weight", side * side + 1, dim));
        firstNorm = declarations.norm(ROOT + ".pre_layrnorm", dim); // so it is spelt in every published file
        for (int i = 0; i < config.layers(); i++) {
            layers.add(declarations.clipLayer(ROOT + ".encoder.layers." + i, dim, config.intermediateSize()));
        }
        lastNorm = declarations.norm(ROOT + ".post_layernorm", dim);
        projection = declarations.matrix("visual_projection", dim, config.projection());
    }

    /** Every parameter with its shape. */
    Declarations declarations() {
        return declarations;
    }

    /**
     * The embeddings {@code [N, projection]}, of any length, of pixels {@code [N, 3, imageSize, imageSize]}. Without
     * gradients: what one layer gives is let go after the next.
     */
    NDArray forward(Kernels kernels, Weights weights, NDArray pixels) {
        NDArray h = kernels.embedPatches(pixels, weights.list(embeddings), config.patchSize());
        h = norm(kernels, weights, h, firstNorm);
        for (List<String> layer : layers) {
            NDArray before = h;
            h = kernels.clipLayer(
                    before, weights.list(layer), config.heads(), config.layerNormEps(), config.quickGelu(), false);
            before.close();
        }
        NDArray first = norm(kernels, weights, kernels.firstToken(h), lastNorm);
        return kernels.linear(first, weights.get(projection));
    }

    private NDArray norm(Kernels kernels, Weights weights, NDArray x, List<String> names) {
        return kernels.layerNorm(x, weights.get(names.get(0)), weights.get(names.get(1)), config.layerNormEps());
    }
}
