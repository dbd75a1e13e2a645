package io.ddpo.diffusion.policy;

import static io.ddpo.diffusion.Fixtures.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentDecoderTest {

    private static Kernels kernels;

    @BeforeAll
    static void load() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @Test
    void aLatentOfAPixelModelIsItsPictureClamped() throws IOException {
        try (LatentDecoder decoder = LatentDecoder.of(kernels, Fixtures.model("tiny-text-pixel"))) {
            float[] latent = new float[3 * 16 * 16];
            latent[0] = -1.5f;
            latent[1] = 0.25f;
            latent[2] = 3;

            Picture picture = decoder.decode(latent);

            assertThat(decoder.size()).isEqualTo(16);
            assertThat(picture.values()).startsWith(-1, 0.25f, 1, 0);
            assertThat(latent[0]).as("the trajectory's own value").isEqualTo(-1.5f);
        }
    }

    @Test
    void aLatentOfAnAutoencoderIsWhatItDecodesClamped() throws IOException {
        ModelFolder folder = Fixtures.model("tiny-sd");
        AutoencoderKL vae = new AutoencoderKL(folder.vae().orElseThrow());
        float[] latent = new float[4 * 8 * 8];
        Noise.normals(1, 0, latent, 0, latent.length);
        try (LatentDecoder decoder = LatentDecoder.of(kernels, folder);
                NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients();
                Weights weights = Weights.load(kernels, folder.vaeWeights(), vae.decoderDeclarations())) {
            float[] decoded = vae.decode(kernels, weights, kernels.floats(latent, 1, 4, 8, 8))
                    .clip(-1, 1)
                    .toFloatArray();

            Picture picture = decoder.decode(latent);

            assertThat(decoder.size()).isEqualTo(64);
            assertThat(picture.height()).isEqualTo(64);
            assertClose("picture", picture.values(), decoded, 1e-6);
        }
    }

    @Test
    void anAutoencoderThatDoesNotFitTheUnetIsRefused(@TempDir Path temporary) throws IOException {
        Path model = Fixtures.copy("tiny-sd", temporary.resolve("model"));
        Path config = model.resolve("vae/config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"latent_channels\": 4", "\"latent_channels\": 16"));

        assertThatThrownBy(() -> LatentDecoder.of(kernels, ModelFolder.at(model)))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + model + "] expected a UNet of 16 channels as its autoencoder has, came 4");
    }

    @Test
    void aLatentModelWithoutAutoencoderIsRefused(@TempDir Path temporary) throws IOException {
        Path model = Fixtures.copy("tiny-sd", temporary.resolve("model"));
        Files.writeString(model.resolve("model_index.json"), "{\"vae\": [null, null]}");

        assertThatThrownBy(() -> LatentDecoder.of(kernels, ModelFolder.at(model)))
                .hasMessage("[" + model + "] expected a UNet of 3 channels where there is no autoencoder, came 4");
    }
}
