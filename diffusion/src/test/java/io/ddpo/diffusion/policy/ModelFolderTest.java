package io.ddpo.diffusion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.tensor.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = Files.writeString(folder.resolve("model.zip"), "");

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
    void theDigestCoversTheAutoencoderAndEveryShardOfIt() throws IOException {
        Path copy = copyOf("tiny-sd-linear");
        String digest = ModelFolder.at(copy).digest();
        Path shard = copy.resolve("vae/diffusion_pytorch_model.fp16-00003-of-00005.safetensors");
        byte[] bytes = Files.readAllBytes(shard);

        bytes[bytes.length - 1]++;
        Files.write(shard, bytes);
        assertThat(ModelFolder.at(copy).digest()).isNotEqualTo(digest);

        Files.writeString(copy.resolve("model_index.json"), "{}");
        assertThat(ModelFolder.at(copy).vae()).isEmpty();
        assertThat(ModelFolder.at(copy).digest()).isNotEqualTo(digest);
    }

    @Test
    void theDigestOfAModelWithoutAutoencoderIsWhatItAlwaysWas() throws IOException {
        assertThat(Fixtures.model("tiny-text-pixel").digest())
                .isEqualTo("b1c16c3db79f8f20cb42ef602c3c3f4d678904b9ab2b9d775950a538d646a9ed");
    }

    @Test
    void aFolderOfPicklesIsAnsweredWithTheCommandThatConvertsIt() throws IOException {
        Path copy = copyOf("tiny-sd");
        Path unet = copy.resolve("unet");
        Files.move(unet.resolve("diffusion_pytorch_model.safetensors"), unet.resolve("diffusion_pytorch_model.bin"));

        assertThatThrownBy(() -> ModelFolder.open(copy.toString()))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + unet + "] expected weights as safetensors, came the pickle"
                        + " diffusion_pytorch_model.bin, which could run code when it is read; if you trust where it is"
                        + " from, convert the model with: python -c \"from diffusers import StableDiffusionPipeline as P;"
                        + " P.from_pretrained('" + copy + "', safety_checker=None).save_pretrained('" + copy
                        + "-safetensors')\"  and use " + copy + "-safetensors");
    }

    @Test
    void aCheckpointInOneFileIsAnsweredWithTheCommandThatConvertsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("model.ckpt"), "");

        assertThatThrownBy(() -> ModelFolder.open(file.toString()))
                .hasMessage(
                        "[" + file + "] expected a model folder in diffusers layout, came a file; if you trust where"
                                + " it is from, convert it with: python -c \"from diffusers import StableDiffusionPipeline as P;"
                                + " P.from_single_file('" + file + "').save_pretrained('" + folder.resolve("model")
                                + "')\"  and pass --model " + folder.resolve("model"));
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
        return Fixtures.copy(model, folder.resolve("model"));
    }
}
