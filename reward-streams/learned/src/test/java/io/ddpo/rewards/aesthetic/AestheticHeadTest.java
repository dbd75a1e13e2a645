package io.ddpo.rewards.aesthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AestheticHeadTest {
    private final SortedMap<String, FloatTensor> tensors = new TreeMap<>();

    @TempDir
    private Path folder;

    /** x → 2x + 1 in each of four layers of two, then their sum. */
    @BeforeEach
    void layers() {
        for (String layer : new String[] {"layers.0", "layers.2", "layers.4", "layers.6"}) {
            tensors.put(layer + ".weight", new FloatTensor(new float[] {2, 0, 0, 2}, 2, 2));
            tensors.put(layer + ".bias", new FloatTensor(new float[] {1, 1}, 2));
        }
        tensors.put("layers.7.weight", new FloatTensor(new float[] {1, 1}, 1, 2));
        tensors.put("layers.7.bias", new FloatTensor(new float[] {0.5f}, 1));
    }

    @Test
    void theLayersAreAppliedOneAfterTheOther() throws IOException {
        float[] embedding = {0.6f, -0.8f};

        assertThat(read(2).rating(embedding)).isEqualTo(16 * (0.6 - 0.8) + 2 * 15 + 0.5, within(1e-5));
    }

    @Test
    void embeddingsOfAnotherWidthAreRefused() {
        assertRefused(768, "tensor layers.0.weight: expected shape [any, 768], came [2, 2]");
    }

    @Test
    void aLayerThatDoesNotFitTheOneBeforeItIsRefused() {
        tensors.put("layers.4.weight", new FloatTensor(new float[6], 2, 3));

        assertRefused(2, "tensor layers.4.weight: expected shape [any, 2], came [2, 3]");
    }

    @Test
    void aBiasOfAnotherLengthIsRefused() {
        tensors.put("layers.2.bias", new FloatTensor(new float[3], 3));

        assertRefused(2, "tensor layers.2.bias: expected shape [2], came [3]");
    }

    @Test
    void moreRatingsThanOneAreRefused() {
        tensors.put("layers.7.weight", new FloatTensor(new float[4], 2, 2));

        assertRefused(2, "tensor layers.7.weight: expected shape [1, 2], came [2, 2]");
    }

    @Test
    void aHeadWithoutALayerIsRefused() {
        tensors.remove("layers.6.weight");

        assertRefused(2, "expected a tensor layers.6.weight, came none of that name");
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        tensors.put("layers.0.bias", new FloatTensor(new float[] {Float.NaN, 0}, 2));

        assertRefused(2, "expected finite weights, came some that are not");
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatThrownBy(() -> AestheticHead.read(folder, 2))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[%s] expected the head of an aesthetic predictor, came no file", folder);
    }

    @Test
    void aPickleIsOneWhateverItsName() throws IOException {
        Path old = Files.write(
                folder.resolve("head.safetensors"),
                new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46});

        assertThatThrownBy(() -> AestheticHead.read(old, 2))
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("[%s] expected safetensors, came a pickle, which could run code", old);
    }

    private void assertRefused(int width, String sentence) {
        assertThatThrownBy(() -> read(width))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[%s] %s", folder.resolve("head.safetensors"), sentence);
    }

    private AestheticHead read(int width) throws IOException {
        Path file = folder.resolve("head.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return AestheticHead.read(file, width);
    }
}
