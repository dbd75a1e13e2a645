package io.ddpo.diffusion.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaeConfigTest {

    /** As Stable Diffusion v1.4 publishes it: no scale, no norm groups, none of the later options. */
    private static final String PUBLISHED = """
            {
              "_class_name": "AutoencoderKL",
              "_diffusers_version": "0.2.2",
              "act_fn": "silu",
              "block_out_channels": [128, 256, 512, 512],
              "down_block_types":
                ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
              "in_channels": 3,
              "latent_channels": 4,
              "layers_per_block": 2,
              "out_channels": 3,
              "sample_size": 512,
              "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatThePublishedFileLeavesOutHasTheDefaultOfDiffusers() throws IOException {
        VaeConfig config = VaeConfig.read(write(PUBLISHED));

        assertThat(config)
                .isEqualTo(new VaeConfig(3, 3, 4, List.of(128, 256, 512, 512), 2, 32, 0.18215, true, true, true));
        assertThat(config.downsampling()).isEqualTo(8);
    }

    @Test
    void theFullNetworkHasAsManyParametersAsThePublishedOne() throws IOException {
        AutoencoderKL vae = new AutoencoderKL(VaeConfig.read(write(PUBLISHED)));

        assertThat(vae.encoderDeclarations().count() + vae.decoderDeclarations().count())
                .isEqualTo(83_653_863);
    }

    @Test
    void whatIsNotComputedHereIsRefused() {
        assertRefused(
                "\"AutoencoderKL\"",
                "\"AutoencoderTiny\"",
                "_class_name: expected AutoencoderKL, came AutoencoderTiny");
        assertRefused("\"silu\"", "\"mish\"", "act_fn: expected silu or swish, came \"mish\"");
        assertRefused("\"sample_size\": 512", "\"shift_factor\": 0.1", "shift_factor: expected 0 or 0.0, came 0.1");
        assertRefused(
                "\"sample_size\": 512",
                "\"latents_mean\": [1]",
                "latents_mean: expected no such option, came [1], which is not supported");
        assertRefused(
                "\"UpDecoderBlock2D\", \"UpDecoderBlock2D\"]",
                "\"AttnUpDecoderBlock2D\"]",
                "up_block_types: expected UpDecoderBlock2D for each of the 4 levels in block_out_channels, came"
                        + " [UpDecoderBlock2D, UpDecoderBlock2D, AttnUpDecoderBlock2D]");
    }

    @Test
    void valuesThatMakeNoNetworkAreRefused() {
        assertRefused(
                "\"sample_size\": 512",
                "\"norm_num_groups\": 24",
                "block_out_channels: expected multiples of norm_num_groups (24), came 128");
        assertRefused(
                "\"sample_size\": 512", "\"scaling_factor\": 0", "scaling_factor: expected a number above 0, came 0.0");
    }

    private void assertRefused(String text, String replacement, String sentence) {
        assertThat(PUBLISHED).contains(text);
        assertThatThrownBy(() -> VaeConfig.read(write(PUBLISHED.replace(text, replacement))))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + folder.resolve("config.json") + "] " + sentence);
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }
}
