package io.ddpo.diffusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PretrainingTest {

    private static final Path ATLAS = Path.of("../models/atlas");

    private final PretrainSettings settings =
            new PretrainSettings(30, 8, 3e-3, 5, 0.9, 0.1, 0, 0.75, new Augmentation(0, 0, 0.03, 0.02, 0, 0), 1);

    @TempDir
    private Path folder;

    private Kernels kernels;
    private Atlas atlas;

    @BeforeEach
    void load() throws IOException {
        kernels = Kernels.onCpu();
        atlas = Atlas.read(ATLAS);
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    @Test
    void theLossFalls() throws IOException {
        try (Pretraining training = new Pretraining(kernels, Fixtures.model("tiny-text-pixel"), atlas, settings)) {
            double first = training.update();
            double last = 0;
            while (!training.done()) {
                last = training.update();
            }

            assertThat(last).isLessThan(0.8 * first);
        }
    }

    @Test
    void aResumedTrainingGoesOnBitForBit() throws IOException {
        ModelFolder model = Fixtures.model("tiny-text-pixel");
        SortedMap<String, FloatTensor> undisturbed;
        SortedMap<String, FloatTensor> halfway;
        try (Pretraining training = new Pretraining(kernels, model, atlas, settings)) {
            training.update();
            training.update();
            halfway = training.state();
            training.update();
            undisturbed = training.unet();
        }
        try (Pretraining resumed = new Pretraining(kernels, model, atlas, settings)) {
            resumed.restore(halfway);
            resumed.update();

            assertThat(resumed.step()).isEqualTo(3);
            resumed.unet()
                    .forEach((name, tensor) -> assertThat(tensor.values())
                            .as(name)
                            .isEqualTo(undisturbed.get(name).values()));
        }
    }

    @Test
    void aRunLeavesAModelThatCanBeOpenedAndASheetOfSamples() throws IOException {
        for (String name : new String[] {"unet/config.json", "text_encoder/config.json", "model_index.json"}) {
            copy(name);
        }
        copy("scheduler/scheduler_config.json");
        Path text = folder.resolve("text_encoder/config.json");
        Files.writeString(text, Files.readString(text).replace("\"vocab_size\": 551", "\"vocab_size\": 1024"));
        PretrainSettings two = new PretrainSettings(
                2, 4, 3e-3, 1, 0.9, 0.1, 5, 0.75, new Augmentation(0.5, 0.1, 0.1, 0.1, 0.2, 0.1), 1);

        new PretrainRun(folder, atlas, two, new RolloutSettings(2, 1, 1, false), 1).run(kernels, (s, n, loss) -> {});

        assertThat(ModelFolder.at(folder).digest()).hasSize(64);
        assertThat(ModelFolder.at(folder).tokenizer().encode("a fox")).hasSize(16);
        assertThat(folder.resolve("samples.png")).isNotEmptyFile();
    }

    private void copy(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.copy(Fixtures.path("tiny-text-pixel").resolve(name), folder.resolve(name));
    }

    @Test
    void theLearningRateWarmsUpAndThenFalls() {
        assertThat(settings.learningRate(0)).isLessThan(settings.learningRate(4));
        assertThat(settings.learningRate(5)).isEqualTo(3e-3);
        assertThat(settings.learningRate(29)).isLessThan(1e-4);
        assertThat(settings.emaDecay(0)).isEqualTo(0.1);
        assertThat(settings.emaDecay(1000)).isEqualTo(0.9);
    }
}
