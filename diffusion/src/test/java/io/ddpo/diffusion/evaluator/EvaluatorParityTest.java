package io.ddpo.diffusion.evaluator;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both towers and their loss, against PyTorch. */
class EvaluatorParityTest {

    private static final Path FOLDER = Fixtures.path("tiny-evaluator");
    private static final double BOUND = 1e-5;

    private static Kernels kernels;

    private final Map<String, FloatTensor> expected = Fixtures.tensors("tiny-evaluator/expected/towers.safetensors");

    @BeforeAll
    static void open() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void picturesAndSentencesAreWhereTheReferencePutsThem() throws IOException {
        try (Evaluator evaluator = Evaluator.load(kernels, FOLDER)) {
            for (int i = 0; i < 5; i++) {
                float[] seen = evaluator.look(new Picture(row("pictures", i), 16, 16));
                float[] read = evaluator.read(row("sentences", i));

                assertClose("picture " + i, seen, row("seen", i), BOUND);
                assertClose("sentence " + i, read, row("read", i), BOUND);
                assertThat(Evaluator.similarity(seen, seen)).isEqualTo(1, within(1e-6));
            }
        }
    }

    @Test
    void theLossAndItsGradientsAreThoseOfTheReference() throws IOException {
        Towers towers = new Towers(EvaluatorConfig.in(FOLDER));
        try (Weights weights = Weights.load(kernels, FOLDER.resolve("model.safetensors"), towers.declarations());
                NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            weights.all().values().forEach(weight -> weight.setRequiresGradient(true));

            NDArray loss = ContrastiveLoss.of(
                    kernels,
                    towers.pictures(kernels, weights, tensor("pictures")),
                    towers.texts(kernels, weights, tensor("sentences")));
            kernels.backward(loss);

            assertThat(loss.getFloat()).isEqualTo(expected.get("loss").values()[0], within(1e-5f));
            for (String name : new String[] {"text.weight", "picture.first.weight"}) {
                assertClose(name, weights.get(name).getGradient(), expected.get("grad." + name), 1e-4);
            }
        }
    }

    @Test
    void whatDoesNotSuitItIsRefused() throws IOException {
        try (Evaluator evaluator = Evaluator.load(kernels, FOLDER)) {
            assertThatThrownBy(() -> evaluator.look(new Picture(new float[3 * 8 * 16], 8, 16)))
                    .hasMessage("expected a picture of 16×16, came one of 16×8");
            assertThatThrownBy(() -> evaluator.read(new float[384]))
                    .hasMessage("expected 12 numbers for a sentence, came 384");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "16;[8, 12];12;10;channels: expected multiples of 8, came [8, 12]",
                "16;[];12;10;channels: expected multiples of 8, came []",
                "18;[8, 8, 8];12;10;picture_size: expected a multiple of 4, came 18",
                "16;[8];0;10;text_width: expected at least 1, came 0",
                "16;[8];12;0;width: expected at least 1, came 0",
            })
    void aNetworkThatCannotBeIsRefused(
            int size, String channels, int text, int width, String sentence, @TempDir Path folder) throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                "{\"picture_size\": %d, \"channels\": %s, \"text_width\": %d, \"width\": %d}"
                        .formatted(size, channels, text, width));

        assertThatThrownBy(() -> Evaluator.load(kernels, folder))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + config + "] " + sentence);
    }

    private NDArray tensor(String name) {
        return kernels.floats(expected.get(name).values(), expected.get(name).shape());
    }

    private float[] row(String name, int index) {
        float[] values = expected.get(name).values();
        int each = values.length / 5;
        return Arrays.copyOfRange(values, index * each, (index + 1) * each);
    }
}
