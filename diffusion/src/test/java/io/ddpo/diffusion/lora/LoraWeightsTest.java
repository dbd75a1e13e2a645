package io.ddpo.diffusion.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraWeightsTest {

    private static final FloatTensor A = new FloatTensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    private static final FloatTensor B = new FloatTensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
    private static final String PEFT = "unet.down_blocks.0.to_q.lora_";
    private static final String KOHYA = "lora_unet_down_blocks_0_to_q.";

    private final Declarations unet = new Declarations();

    @TempDir
    private Path folder;

    @BeforeEach
    void declare() {
        unet.matrix("down_blocks.0.to_q", 3, 4);
        unet.conv("down_blocks.0.conv", 3, 4, 3);
    }

    @Test
    void bothFilesHoldTheSameAdapters() throws IOException {
        LoraWeights lora = new LoraWeights(new TreeMap<>(Map.of("down_blocks.0.to_q", new LoraLayer(A, B, 4))));

        lora.write(folder);

        LoraLayer kohya = only(LoraWeights.read(folder.resolve(LoraWeights.KOHYA_FILE), unet));
        assertThat(kohya.alpha()).isEqualTo(4);
        assertThat(kohya.scale()).isEqualTo(2);
        assertThat(kohya.down().values()).isEqualTo(A.values());
        assertThat(kohya.up().values()).isEqualTo(B.values());
        LoraLayer peft = only(LoraWeights.read(folder.resolve(LoraWeights.PEFT_FILE), unet));
        assertThat(peft.scale()).as("folded into B").isEqualTo(1);
        assertThat(peft.down().values()).isEqualTo(A.values());
        assertThat(peft.up().values()).containsExactly(2, 4, 6, 8, 10, 12, 14, 16);
    }

    @Test
    void aKohyaFileWithoutAlphaHasTheScaleOne() throws IOException {
        assertThat(only(read(Map.of(KOHYA + "lora_down.weight", A, KOHYA + "lora_up.weight", B)))
                        .scale())
                .isEqualTo(1);
    }

    @Test
    void theAlphaOfNewerPeftFilesIsInTheirMetadata() throws IOException {
        Map<String, String> metadata =
                Map.of("lora_adapter_metadata", "{\"unet.r\": 2, \"unet.lora_alpha\": 16, \"unet.alpha_pattern\": {}}");

        assertThat(only(read(peft(A, B), metadata)).scale()).isEqualTo(8);
    }

    @Test
    void aScaleThatIsComputedInAnotherWayIsRefused() {
        Map<String, String> metadata = Map.of("lora_adapter_metadata", "{\"unet.use_rslora\": true}");

        assertThatThrownBy(() -> read(peft(A, B), metadata))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[%s] lora_adapter_metadata: expected no unet.use_rslora, came true, which is not supported"
                        .formatted(folder.resolve("lora.safetensors")));
    }

    @Test
    void convolutionsAreMergedToo() throws IOException {
        FloatTensor down = new FloatTensor(new float[27], 1, 3, 3, 3);
        FloatTensor up = new FloatTensor(new float[] {0, 1, 2, 3}, 4, 1, 1, 1);
        java.util.Arrays.fill(down.values(), 0.5f);
        LoraLayer layer = only(read(Map.of(
                "lora_unet_down_blocks_0_conv.lora_down.weight", down,
                "lora_unet_down_blocks_0_conv.lora_up.weight", up)));

        FloatTensor merged = layer.mergedInto(new FloatTensor(new float[108], 4, 3, 3, 3), 2);

        assertThat(merged.values()[26]).isZero();
        assertThat(merged.values()[27]).isEqualTo(1);
        assertThat(merged.values()[107]).isEqualTo(3);
    }

    @Test
    void whatTheUNetDoesNotHaveIsRefused() {
        assertRefused(
                Map.of("unet.mid.to_q.lora_A.weight", A, "unet.mid.to_q.lora_B.weight", B),
                "expected adapters for layers of the UNet, came one for mid.to_q, which it does not have");
        assertRefused(
                Map.of("lora_unet_mid_to_q.lora_down.weight", A, "lora_unet_mid_to_q.lora_up.weight", B),
                "expected adapters for layers of the UNet, came lora_unet_mid_to_q, which it does not have");
    }

    @Test
    void anAdapterForAnotherSizeIsRefused() {
        FloatTensor wider = new FloatTensor(new float[8], 2, 4);

        assertRefused(
                peft(wider, B),
                "layer down_blocks.0.to_q: expected an adapter for a weight of shape [4, 3], came down [2, 4] and up"
                        + " [4, 2]");
        assertRefused(
                peft(A, new FloatTensor(new float[4], 4, 1)),
                "layer down_blocks.0.to_q: expected down [rank, in] and up [out, rank], came [2, 3] and [4, 1]");
        assertRefused(
                peft(new FloatTensor(new float[1]), B),
                "layer down_blocks.0.to_q: expected down [rank, in] and up [out, rank], came [] and [4, 2]");
    }

    @Test
    void halfAPairIsRefused() {
        assertRefused(Map.of(PEFT + "A.weight", A), "expected a tensor " + PEFT + "B.weight, came none of that name");
        assertRefused(
                Map.of(PEFT + "B.weight", B),
                "expected LoRA tensors of a UNet in the form of PEFT (unet.….lora_A.weight) or kohya"
                        + " (lora_unet_….lora_down.weight), came one half of a pair");
    }

    @Test
    void adaptersOfATextEncoderAreRefused() {
        SortedMap<String, FloatTensor> tensors = peft(A, B);
        tensors.put("text_encoder.q_proj.lora_A.weight", A);

        assertRefused(
                tensors,
                "expected LoRA tensors of a UNet in the form of PEFT (unet.….lora_A.weight) or kohya"
                        + " (lora_unet_….lora_down.weight), came text_encoder.q_proj.lora_A.weight");
    }

    @Test
    void aMissingFileIsRefused() {
        Path file = folder.resolve("none.safetensors");

        assertThatThrownBy(() -> LoraWeights.read(file, unet))
                .hasMessage("[" + file + "] expected a LoRA file in safetensors format, came no file");
    }

    @Test
    void theStrengthScalesTheAdapters() {
        FloatTensor weight = new FloatTensor(new float[] {1, -1, 0.1f}, 1, 3);
        LoraLayer layer = new LoraLayer(
                new FloatTensor(new float[] {0.1f, 0.2f, 0.3f}, 1, 3), new FloatTensor(new float[] {0.5f}, 1, 1), 1);

        assertThat(layer.mergedInto(weight, 1).values()).containsExactly(1.05f, -0.9f, 0.25f);
        assertThat(layer.mergedInto(weight, 0).values()).isEqualTo(weight.values());
    }

    private static SortedMap<String, FloatTensor> peft(FloatTensor a, FloatTensor b) {
        return new TreeMap<>(Map.of(PEFT + "A.weight", a, PEFT + "B.weight", b));
    }

    private static LoraLayer only(LoraWeights lora) {
        assertThat(lora.layers()).hasSize(1);
        return lora.layers().get(lora.layers().firstKey());
    }

    private LoraWeights read(Map<String, FloatTensor> tensors) throws IOException {
        return read(tensors, Map.of());
    }

    private LoraWeights read(Map<String, FloatTensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("lora.safetensors");
        SafetensorsWriter.write(file, new TreeMap<>(tensors), metadata);
        return LoraWeights.read(file, unet);
    }

    private void assertRefused(Map<String, FloatTensor> tensors, String sentence) {
        assertThatThrownBy(() -> read(tensors))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + folder.resolve("lora.safetensors") + "] " + sentence);
    }
}
