package io.ddpo.diffusion.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetConfigTest {

    @TempDir
    private Path folder;

    private String published;

    @BeforeEach
    void readPublished() throws IOException {
        published = Files.readString(Fixtures.path("tiny-sd/unet/config.json"));
    }

    @Test
    void headsMayDifferByLevelOrBeOneNumber() throws IOException {
        assertThat(UNetConfig.read(Fixtures.path("tiny-sd/unet/config.json")).attentionHeads())
                .hasSize(4)
                .containsOnly(8);
        assertThat(UNetConfig.read(Fixtures.path("tiny-sd-linear/unet/config.json"))
                        .attentionHeads())
                .hasSize(4);
    }

    @Test
    void anUnknownBlockTypeIsRefusedByName() {
        assertRefused(
                "DownBlock2D",
                "AttnDownBlock2D",
                "down_block_types: expected DownBlock2D or CrossAttnDownBlock2D," + " came the unknown block type ");
    }

    @Test
    void anOptionThatIsNotComputedIsRefused() {
        assertRefused(
                "\"addition_embed_type\": null",
                "\"addition_embed_type\": \"text\"",
                "addition_embed_type: expected no such option, came \"text\", which is not supported");
        assertRefused("\"act_fn\": \"silu\"", "\"act_fn\": \"mish\"", "act_fn: expected silu or swish, came \"mish\"");
        assertRefused(
                "\"upcast_attention\": false", "\"upcast_attention\": true", "upcast_attention: expected no such");
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        assertRefused(
                "\"norm_num_groups\": 8",
                "\"norm_num_groups\": 5",
                "block_out_channels: expected a multiple of norm_num_groups (5), came 8");
        assertRefused("\"in_channels\": 4", "\"in_channels\": \"four\"", "in_channels: expected a whole number");
        assertRefused(
                "\"cross_attention_dim\": 32",
                "\"cross_attention_dim\": null",
                "cross_attention_dim: expected a value");
    }

    private void assertRefused(String text, String replacement, String sentence) {
        assertThat(published).contains(text);
        Path file = folder.resolve("config.json");
        assertThatThrownBy(() -> {
                    Files.writeString(file, published.replace(text, replacement));
                    UNetConfig.read(file);
                })
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("[" + file + "] " + sentence);
    }

    @Test
    void aFileThatIsNoJsonIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "<html>");

        assertThatThrownBy(() -> UNetConfig.read(file)).hasMessageStartingWith("[" + file + "] expected JSON, came");
    }
}
