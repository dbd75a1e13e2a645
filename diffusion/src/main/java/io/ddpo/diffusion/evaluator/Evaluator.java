package io.ddpo.diffusion.evaluator;

import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.image.PictureTensor;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells how well a picture goes with a text. One picture at a time, so that what it says of one does not depend on others
 * to the last bit. One thread at a time.
 */
public final class Evaluator implements AutoCloseable {

    static final String WEIGHTS = "model.safetensors";

    private final Kernels kernels;
    private final EvaluatorConfig config;
    private final Towers towers;
    private final Weights weights;

    private Evaluator(Kernels kernels, EvaluatorConfig config, Path file) throws IOException {
        this.kernels = kernels;
        this.config = config;
        this.towers = new Towers(config);
        this.weights = Weights.load(kernels, file, towers.declarations());
    }

    /**
     * Reads a folder with {@code config.json} and {@code model.safetensors}.
     *
     * @throws BadModelException if it has none, or they do not fit together
     */
    public static Evaluator load(Kernels kernels, Path folder) throws IOException {
        return new Evaluator(kernels, EvaluatorConfig.in(folder), folder.resolve(WEIGHTS));
    }

    /** Height and width of the pictures that it looks at. */
    public int pictureSize() {
        return config.pictureSize();
    }

    /**
     * Where a picture is, a unit vector.
     *
     * @throws IllegalArgumentException if the picture has another size
     */
    public float[] look(Picture picture) {
        int size = config.pictureSize();
        if (picture.width() != size || picture.height() != size) {
            throw new IllegalArgumentException("expected a picture of %d×%d, came one of %d×%d"
                    .formatted(size, size, picture.width(), picture.height()));
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            return towers.pictures(kernels, weights, PictureTensor.of(kernels, List.of(picture)))
                    .toFloatArray();
        }
    }

    /**
     * Where a text is, a unit vector.
     *
     * @param sentence the embedding of the text by the encoder that it was trained with
     * @throws IllegalArgumentException if the embedding has another width
     */
    public float[] read(float[] sentence) {
        if (sentence.length != config.textWidth()) {
            throw new IllegalArgumentException(
                    "expected %d numbers for a sentence, came %d".formatted(config.textWidth(), sentence.length));
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            return towers.texts(kernels, weights, kernels.floats(sentence, 1, sentence.length))
                    .toFloatArray();
        }
    }

    /** The cosine of two unit vectors, in [-1, 1]. */
    public static double similarity(float[] picture, float[] text) {
        double sum = 0;
        for (int i = 0; i < picture.length; i++) {
            sum += (double) picture[i] * text[i];
        }
        return Math.max(-1, Math.min(1, sum));
    }

    /** Gives its weights back; the kernels are whoever's they were. */
    @Override
    public void close() {
        weights.close();
    }
}
