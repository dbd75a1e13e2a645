package io.ddpo.diffusion.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two pictures alone are few pixels, hence a product of matrices; among many they are convolved by the library. */
class ConvolutionTest {
    private static final int CHANNELS = 1024;
    private static final int SIDE = 4;
    private static final int PICTURE = CHANNELS * SIDE * SIDE;

    private final Kernels kernels = Kernels.onCpu();
    private final NDScope scope = new NDScope();
    private final GradientGuard recording = Kernels.recordingGradients();
    private final float[] weight = normals(1, CHANNELS * CHANNELS * 9);
    private final float[] bias = normals(2, CHANNELS);
    private final float[] few = normals(3, 2 * PICTURE);

    private record Result(float[] output, float[] ofPictures, float[] ofWeight, float[] ofBias) {}

    @AfterEach
    void close() {
        recording.close();
        scope.close();
        kernels.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fewPixelsAreConvolvedLikeMany(int stride) {
        Result alone = convolved(few, stride);
        Result among = convolved(Arrays.copyOf(few, 128 * PICTURE), stride);

        assertClose(alone.output(), among.output());
        assertClose(alone.ofPictures(), among.ofPictures());
        assertClose(alone.ofWeight(), among.ofWeight());
        assertClose(alone.ofBias(), among.ofBias());
    }

    /** The first two results, and the gradients when both are told the same. */
    private Result convolved(float[] pictures, int stride) {
        int batch = pictures.length / PICTURE;
        NDArray x = kernels.floats(pictures, batch, CHANNELS, SIDE, SIDE);
        List<NDArray> w = List.of(kernels.floats(weight, CHANNELS, CHANNELS, 3, 3), kernels.floats(bias, CHANNELS));
        List.of(x, w.get(0), w.get(1)).forEach(leaf -> leaf.setRequiresGradient(true));
        NDArray y = kernels.conv2d(x, w, stride, 1);
        assertThat(y.getShape().getShape()).containsExactly(batch, CHANNELS, SIDE / stride, SIDE / stride);
        int result = (int) y.size() / batch;
        float[] gradient = Arrays.copyOf(normals(4, 2 * result), batch * result);
        kernels.backward(
                List.of(y), List.of(kernels.floats(gradient, y.getShape().getShape())));
        return new Result(
                Arrays.copyOf(y.toFloatArray(), 2 * result),
                Arrays.copyOf(x.getGradient().toFloatArray(), 2 * PICTURE),
                w.get(0).getGradient().toFloatArray(),
                w.get(1).getGradient().toFloatArray());
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double error = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(error / size)).isLessThan(1e-5);
    }

    private static float[] normals(long seed, int length) {
        float[] values = new float[length];
        Noise.normals(seed, 0, values, 0, length);
        return values;
    }
}
