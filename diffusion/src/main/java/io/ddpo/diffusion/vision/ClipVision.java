package io.ddpo.diffusion.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.WeightFiles;
import io.ddpo.diffusion.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A CLIP that looks at pictures. Any thread may ask what it looks at, but one at a time for embeddings. */
public final class ClipVision implements AutoCloseable {
    private static final String STEM = "model";

    private final Kernels kernels;
    private final ClipVisionModel model;
    private final Weights weights;
    private final ClipImageProcessor processor;
    private final int width;

    private ClipVision(Kernels kernels, ClipVisionConfig config, Path file) throws IOException {
        this.kernels = kernels;
        this.model = new ClipVisionModel(config);
        this.weights = Weights.load(kernels, file, model.declarations());
        this.processor = new ClipImageProcessor(config.imageSize());
        this.width = config.projection();
    }

    /**
     * Reads a folder as published, {@code openai/clip-vit-large-patch14} for one, onto the device of the kernels.
     *
     * @param folder with {@code config.json} and {@code model.safetensors}; the text half of a whole CLIP is passed over
     * @throws BadModelException if there is none, it is another kind of model, or a tensor is missing or has another shape;
     *     where there are pickles, the sentence says how to convert them
     */
    public static ClipVision load(Kernels kernels, Path folder) throws IOException {
        ClipVisionConfig config = ClipVisionConfig.in(folder);
        return new ClipVision(kernels, config, WeightFiles.find(folder, STEM, conversion(folder)));
    }

    /** Width of its embeddings. */
    public int width() {
        return width;
    }

    /**
     * What it looks at of a picture: much less than the picture, if that is large.
     *
     * @param rgb 8 bits a channel; of any size, the middle is looked at
     */
    public float[] pixels(BufferedImage rgb) {
        return processor.pixels(rgb);
    }

    /**
     * The embedding of each picture, of length 1. What others are in the batch shows in the last bits only.
     *
     * @param pictures {@link #pixels} of at least one
     */
    public float[][] embed(List<float[]> pictures) {
        int size = processor.size();
        int each = 3 * size * size;
        float[] pixels = new float[pictures.size() * each];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, pixels, i * each, each);
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            NDArray embeddings =
                    model.forward(kernels, weights, kernels.floats(pixels, pictures.size(), 3, size, size));
            float[] values = embeddings.toFloatArray();
            float[][] rows = new float[pictures.size()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = unit(Arrays.copyOfRange(values, i * width, (i + 1) * width));
            }
            return rows;
        }
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }

    private static String conversion(Path folder) {
        String converted = folder + "-safetensors";
        return "if you trust where it is from, convert it with: python -c \"from transformers import"
                + " CLIPVisionModelWithProjection as M; M.from_pretrained('" + folder + "').save_pretrained('"
                + converted + "')\"  and use " + converted;
    }

    /** Gives its weights back; the kernels are whoever's they were. */
    @Override
    public void close() {
        weights.close();
    }
}
