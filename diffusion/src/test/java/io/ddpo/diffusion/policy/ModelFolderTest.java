package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.tensor.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    @TempDir
    private Path folder;

    @Test
    void theNameOfAHubModelIsAnsweredWithTheCommandThatDownloadsIt() {
        assertThatThrownBy(() -> ModelFolder.open("CompVis/stable-diffusion-v1-4"))
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith(
                        "[CompVis/stable-diffusion-v1-4] expected a model folder in diffusers layout, came"
                                + " no such folder; to use the hub model of that name, run: pip install huggingface_hub && hf"
                                + " download CompVis/stable-diffusion-v1-4 --local-dir stable-diffusion-v1-4")
                .hasMessageEndingWith("pass --model stable-diffusion-v1-4");
    }

    @Test
    void aPathThatIsNoFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.ckpt"), "");

        assertThatThrownBy(() -> ModelFolder.open(file.toString()))
                .hasMessage("[" + file + "] expected a model folder in diffusers layout, came a file");
        assertThatThrownBy(() -> ModelFolder.open(folder.toString()))
                .hasMessage("[" + folder + "] expected a model folder in diffusers layout, came one without"
                        + " model_index.json");
    }

    @Test
    void theDigestChangesWithTheWeightsAndWithNothingElse() throws IOException {
        Path copy = copyOf("tiny-text-pixel");
        String digest = ModelFolder.at(copy).digest();

        Files.writeString(copy.resolve("README.md"), "notes");
        assertThat(ModelFolder.at(copy).digest()).isEqualTo(digest).hasSize(64);

        Path weights = ModelFolder.at(copy).unetWeights();
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);
        assertThat(ModelFolder.at(copy).digest()).isNotEqualTo(digest);
    }

    @Test
    void weightsOfAnotherShapeThanTheConfigurationSaysAreRefused() throws IOException {
        Path copy = copyOf("tiny-text-pixel");
        Path config = copy.resolve("unet/config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"cross_attention_dim\": 32", "\"cross_attention_dim\": 64"));

        try (Kernels kernels = Kernels.onCpu()) {
            assertThatThrownBy(() -> Policy.full(kernels, ModelFolder.at(copy)))
                    .isInstanceOf(BadModelException.class)
                    .hasMessageContaining("expected shape [32, 64] by the folder's config.json, came [32, 32]");
        }
    }

    private Path copyOf(String model) throws IOException {
        Path source = Fixtures.path(model);
        try (Stream<Path> files = Files.walk(source).sorted(Comparator.naturalOrder())) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return folder;
    }
}
