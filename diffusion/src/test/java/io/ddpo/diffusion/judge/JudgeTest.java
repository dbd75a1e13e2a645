package io.ddpo.diffusion.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.tensor.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {

    private static final Path ATLAS = Path.of("../models/atlas");

    @TempDir
    private Path folder;

    @Test
    void aTrainedJudgeIsReadBackAndAgreesWithItself() throws IOException {
        Atlas atlas = Atlas.read(ATLAS);
        try (Kernels kernels = Kernels.onCpu()) {
            new JudgeTraining(kernels, 32, 3, 1)
                    .run(atlas, Atlas.read(ATLAS.resolve("evaluation")), folder, (step, steps, loss) -> {});

            assertThat(folder.resolve("accuracy.json")).isNotEmptyFile();
            try (Judge judge = Judge.load(kernels, folder)) {
                Picture grey = new Picture(new float[3 * 32 * 32], 32, 32);
                String name = judge.name(List.of(grey)).get(0);

                assertThat(judge.labels()).hasSize(45).contains(name, "fox");
                assertThat(judge.accuracy(List.of(grey, grey), List.of(name, "unicorn")))
                        .isEqualTo(0.5);
                assertThatThrownBy(() -> judge.accuracy(List.of(grey), List.of()))
                        .hasMessage("expected a noun for each picture, came 1 pictures and 0 nouns");
            }
        }
    }

    @Test
    void aFolderWithoutJudgeIsRefused() {
        try (Kernels kernels = Kernels.onCpu()) {
            assertThat(Judge.isIn(folder)).isFalse();
            assertThatThrownBy(() -> Judge.load(kernels, folder))
                    .hasMessage("[" + folder.resolve("labels.txt") + "] expected the labels of a judge, came no file");
        }
    }
}
