package io.ddpo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The reference values beside the tests; see {@code src/test/fixtures/README.md}. */
public final class Fixtures {

    private static final Path ROOT = Path.of("src/test/resources/fixtures");

    private Fixtures() {}

    public static Path path(String name) {
        return ROOT.resolve(name);
    }

    public static ModelFolder model(String name) {
        return ModelFolder.at(path(name));
    }

    /** A copy that a test may change. */
    public static Path copy(String model, Path target) throws IOException {
        Path source = path(model);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }

    public static SortedMap<String, FloatTensor> tensors(String name) {
        try (Safetensors file = Safetensors.open(path(name))) {
            return file.all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> gzipLines(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(path(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that ‖actual - expected‖ / ‖expected‖ is at most the bound. */
    public static void assertClose(String what, float[] actual, float[] expected, double bound) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        assertThat(relativeError(actual, expected))
                .as("relative error of " + what)
                .isLessThanOrEqualTo(bound);
    }

    public static void assertClose(String what, NDArray actual, FloatTensor expected, double bound) {
        assertThat(actual.getShape().getShape()).as("shape of " + what).isEqualTo(expected.shape());
        assertClose(what, actual.toFloatArray(), expected.values(), bound);
    }

    static double relativeError(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
