package io.ddpo.diffusion.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTrainingTest {

    private static final Path ATLAS = Path.of("../models/atlas");
    private static final EvaluatorConfig TINY = new EvaluatorConfig(16, List.of(8, 16), 24, 12);
    private static final int STEPS = 12;

    private static Kernels kernels;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void itLearnsAndWritesWhatItMeasuredInHalfPrecision() throws IOException {
        List<Double> losses = new ArrayList<>();

        EvaluatorAccuracy accuracy = train(Set.of("crab", "panda"), STEPS, losses);

        assertThat(losses).hasSize(STEPS);
        assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0));
        assertThat(accuracy.animals()).isEqualTo(45 + 32 - 2);
        assertThat(accuracy.designNouns()).isEqualTo(45);
        assertThat(accuracy.heldOutNouns()).isEqualTo(2);
        assertThat(List.of(accuracy.changedCopies(), accuracy.unseenWordings(), accuracy.unseenDesign()))
                .allMatch(share -> share >= 0 && share < 0.5);
        assertThat(folder.resolve("accuracy.json")).content().contains("\"heldOutNouns\" : 2");
        try (Safetensors weights = Safetensors.open(folder.resolve("model.safetensors"))) {
            assertThat(weights.type("text.weight").name()).isEqualTo("F16");
        }
    }

    @Test
    void noNounComesTwiceInABatch() throws IOException {
        List<Subject> animals = Subject.of(
                Atlas.read(ATLAS).tiles(), tile -> tile.group().equals("animal"), EvaluatorTrainingTest::encode);

        ContrastiveBatches.Batch batch =
                new ContrastiveBatches(animals, animals.subList(0, 3), 16).draw(new SplittableRandom(1));

        assertThat(batch.pictures()).hasSize(40 + 3).doesNotHaveDuplicates();
        assertThat(batch.sentences()).hasSameSizeAs(batch.pictures());
        assertThat(animals).hasSize(45);
    }

    @Test
    void nounsThatTheAtlasDoesNotHaveCannotBeHeldOut() {
        assertThatThrownBy(() -> train(Set.of("dragon", "crab"), 1, new ArrayList<>()))
                .hasMessage("held-out nouns: expected some of the atlas, came [crab, dragon]");
        assertThatThrownBy(() -> train(Set.of(), 1, new ArrayList<>()))
                .hasMessage("held-out nouns: expected some of the atlas, came []");
    }

    private EvaluatorAccuracy train(Set<String> heldOut, int steps, List<Double> losses) throws IOException {
        Atlas unseen = Atlas.read(ATLAS.resolve("evaluation"));
        return new EvaluatorTraining(kernels, TINY, EvaluatorTrainingTest::encode, steps, 1)
                .run(Atlas.read(ATLAS), unseen, heldOut, folder, (step, all, loss) -> losses.add(loss));
    }

    /** No encoder, but the same text has the same direction and another text another one. */
    private static float[] encode(String text) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(values.length));
        }
        return values;
    }
}
