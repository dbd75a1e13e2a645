package io.ddpo.rewards.aesthetic;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.weights.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The head of the LAION aesthetic predictor (sac+logos+ava1-l14-linearMSE). Its linear layers have no activations between
 * them, and its dropouts are of training only: hence one affine map, folded here in float64.
 */
final class AestheticHead {
    /** The linear layers among the dropouts. */
    private static final List<String> LAYERS = List.of("layers.0", "layers.2", "layers.4", "layers.6", "layers.7");

    /** What torch.save writes, a zip file, and what it wrote before 1.6. */
    private static final List<byte[]> PICKLES =
            List.of(new byte[] {'P', 'K', 3, 4}, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});

    private final double[] weights;
    private final double bias;

    private AestheticHead(double[] weights, double bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * Reads the published head as safetensors.
     *
     * @param width of the embeddings that it takes
     * @throws BadModelException with one sentence if it is none: for a pickle, with how to convert it
     */
    static AestheticHead read(Path file, int width) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected the head of an aesthetic predictor, came no file");
        }
        refusePickle(file);
        try (TensorSource tensors = TensorSource.open(file)) {
            requireChain(file, tensors, width);
            double[] weights = {1};
            double bias = 0;
            for (int i = LAYERS.size() - 1; i >= 0; i--) {
                bias += dot(weights, tensors.floats(bias(i)).values());
                weights = times(weights, tensors.floats(weight(i)).values());
            }
            if (!Double.isFinite(bias + Arrays.stream(weights).sum())) {
                throw new BadModelException(file, "expected finite weights, came some that are not");
            }
            return new AestheticHead(weights, bias);
        }
    }

    /**
     * The rating, on a scale of about 1 to 10.
     *
     * @param embedding of length 1
     */
    double rating(float[] embedding) {
        return bias + dot(weights, embedding);
    }

    private static void refusePickle(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        }
        if (PICKLES.stream().anyMatch(pickle -> Arrays.equals(pickle, start))) {
            String converted = file + ".safetensors";
            throw new BadModelException(
                    file,
                    "expected safetensors, came a pickle, which could run code when it is read; if you trust where it is"
                            + " from, convert it with: python -c \"import torch; from safetensors.torch import save_file;"
                            + " save_file(torch.load('" + file + "', map_location='cpu', weights_only=True), '"
                            + converted + "')\"  and use " + converted);
        }
    }

    /** Each layer takes what the one before it gives, and the last gives one number. */
    private static void requireChain(Path file, TensorSource tensors, int width) {
        long in = width;
        for (int i = 0; i < LAYERS.size(); i++) {
            boolean last = i == LAYERS.size() - 1;
            long[] shape = tensors.shape(weight(i));
            if (shape.length != 2 || shape[1] != in || last && shape[0] != 1) {
                throw wrong(file, weight(i), "[%s, %d]".formatted(last ? "1" : "any", in), shape);
            }
            in = shape[0];
            long[] biases = tensors.shape(bias(i));
            if (biases.length != 1 || biases[0] != in) {
                throw wrong(file, bias(i), "[%d]".formatted(in), biases);
            }
        }
    }

    private static BadModelException wrong(Path file, String tensor, String expected, long[] came) {
        return new BadModelException(
                file, "tensor %s: expected shape %s, came %s".formatted(tensor, expected, Arrays.toString(came)));
    }

    private static String weight(int layer) {
        return LAYERS.get(layer) + ".weight";
    }

    private static String bias(int layer) {
        return LAYERS.get(layer) + ".bias";
    }

    private static double dot(double[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A row vector times a matrix of as many rows. */
    private static double[] times(double[] row, float[] matrix) {
        int columns = matrix.length / row.length;
        double[] result = new double[columns];
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < columns; j++) {
                result[j] += row[i] * matrix[i * columns + j];
            }
        }
        return result;
    }
}
