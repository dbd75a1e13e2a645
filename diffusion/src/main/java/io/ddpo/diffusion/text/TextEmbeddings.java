package io.ddpo.diffusion.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Embeddings of prompts by a frozen text encoder. Each prompt is encoded alone, so that its embedding does not depend on
 * its neighbours in a batch, and remembered.
 */
public final class TextEmbeddings implements AutoCloseable {

    /** With Stable Diffusion's 77 × 768 floats a prompt, 60 MB. */
    private static final int REMEMBERED = 256;

    private final Kernels kernels;
    private final ClipTokenizer tokenizer;
    private final ClipTextModel model;
    private final Weights weights;
    private final Map<String, float[]> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Takes the weights over. */
    public TextEmbeddings(Kernels kernels, ClipTokenizer tokenizer, ClipTextModel model, Weights weights) {
        this.kernels = kernels;
        this.tokenizer = tokenizer;
        this.model = model;
        this.weights = weights;
    }

    /** Embeddings {@code [N, L, D]} of the prompts, in their order. */
    public synchronized NDArray of(List<String> prompts) {
        int length = tokenizer.length() * model.config().hiddenSize();
        float[] all = new float[prompts.size() * length];
        for (int i = 0; i < prompts.size(); i++) {
            float[] one = remembered.get(prompts.get(i));
            if (one == null) {
                one = encode(prompts.get(i));
                remembered.put(prompts.get(i), one);
            }
            System.arraycopy(one, 0, all, i * length, length);
        }
        return kernels.floats(
                all, prompts.size(), tokenizer.length(), model.config().hiddenSize());
    }

    private float[] encode(String prompt) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            NDArray ids = kernels.longs(tokenizer.encode(prompt), 1, tokenizer.length());
            return model.forward(kernels, weights, ids).toFloatArray();
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
