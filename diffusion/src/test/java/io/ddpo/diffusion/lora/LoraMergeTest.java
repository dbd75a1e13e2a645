package io.ddpo.diffusion.lora;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.Fixtures;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraMergeTest {

    private static final String LAYER = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";

    @TempDir
    private Path temp;

    private Path base;

    @BeforeEach
    void copy() throws IOException {
        base = Files.createDirectory(temp.resolve("base"));
        try (var files = Files.walk(Fixtures.path("tiny-sd"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target =
                        base.resolve(Fixtures.path("tiny-sd").relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    @Test
    void onlyTheAdaptedLayersChange() throws IOException {
        ModelFolder merged = LoraMerge.write(ModelFolder.at(base), ones(1), 0.5, temp.resolve("merged"));

        try (Safetensors before = Safetensors.open(ModelFolder.at(base).unetWeights());
                Safetensors after = Safetensors.open(merged.unetWeights())) {
            assertThat(after.names()).isEqualTo(before.names());
            for (String name : before.names()) {
                float[] expected = before.floats(name).values();
                if (name.equals(LAYER + ".weight")) {
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = (float) (expected[i] + 0.5);
                    }
                }
                assertThat(after.floats(name).values()).as(name).isEqualTo(expected);
            }
        }
    }

    @Test
    void weightsInHalfPrecisionAndInShardsStaySo() throws IOException {
        Path unet = base.resolve("unet");
        halved(unet.resolve("diffusion_pytorch_model.safetensors"), unet.resolve("a.safetensors"));
        Files.delete(unet.resolve("diffusion_pytorch_model.safetensors"));
        Files.writeString(unet.resolve("diffusion_pytorch_model.safetensors.index.json"), index("a.safetensors"));

        ModelFolder merged = LoraMerge.write(ModelFolder.at(base), ones(1), 1, temp.resolve("merged"));

        try (Safetensors before = Safetensors.open(unet.resolve("a.safetensors"));
                Safetensors after = Safetensors.open(merged.path().resolve("unet/a.safetensors"))) {
            assertThat(after.type(LAYER + ".weight")).isEqualTo(TensorType.F16);
            float[] expected = before.floats(LAYER + ".weight").values();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = HalfFloats.toFloat(HalfFloats.round(expected[i] + 1));
            }
            assertThat(after.floats(LAYER + ".weight").values()).isEqualTo(expected);
        }
    }

    @Test
    void whatWouldContradictTheMergedWeightsIsLeftBehind() throws IOException {
        Files.writeString(base.resolve("unet/diffusion_pytorch_model.fp16.safetensors"), "");
        Files.writeString(base.resolve("unet/diffusion_pytorch_model.bin"), "");
        Files.writeString(base.resolve("v1-5-pruned.ckpt"), "");
        Files.writeString(Files.createDirectory(base.resolve(".git")).resolve("HEAD"), "");
        Files.writeString(base.resolve("README.md"), "");

        Path merged = LoraMerge.write(ModelFolder.at(base), ones(1), 1, temp.resolve("merged"))
                .path();

        assertThat(merged.resolve("unet")).isDirectoryNotContaining("glob:**.{fp16.safetensors,bin}");
        assertThat(merged.resolve("v1-5-pruned.ckpt")).doesNotExist();
        assertThat(merged.resolve(".git")).doesNotExist();
        assertThat(merged.resolve("README.md")).exists();
        assertThat(merged.resolve("unet/config.json")).exists();
        assertThat(merged.resolve("vae/diffusion_pytorch_model.safetensors")).exists();
    }

    private static LoraWeights ones(double alpha) {
        int size = 24; // channels of the middle of tiny-sd
        return new LoraWeights(new TreeMap<>(Map.of(LAYER, new LoraLayer(filled(1, size), filled(size, 1), alpha))));
    }

    private static FloatTensor filled(long rows, long columns) {
        float[] values = new float[(int) (rows * columns)];
        Arrays.fill(values, 1);
        return new FloatTensor(values, rows, columns);
    }

    private static String index(String file) {
        try (Safetensors tensors =
                Safetensors.open(Fixtures.path("tiny-sd/unet/diffusion_pytorch_model.safetensors"))) {
            StringBuilder map = new StringBuilder();
            tensors.names()
                    .forEach(name ->
                            map.append(map.isEmpty() ? "" : ",").append("\"%s\": \"%s\"".formatted(name, file)));
            return "{\"metadata\": {}, \"weight_map\": {%s}}".formatted(map);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The same tensors as F16; the offsets of a header that is written anew. */
    private static void halved(Path from, Path to) throws IOException {
        try (Safetensors tensors = Safetensors.open(from)) {
            StringBuilder header = new StringBuilder();
            java.io.ByteArrayOutputStream data = new java.io.ByteArrayOutputStream();
            for (String name : tensors.names()) {
                int begin = data.size();
                for (float value : tensors.floats(name).values()) {
                    short half = HalfFloats.round(value);
                    data.write(half);
                    data.write(half >> 8);
                }
                header.append(header.isEmpty() ? "{" : ",")
                        .append("\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                                .formatted(name, Arrays.toString(tensors.shape(name)), begin, data.size()));
            }
            byte[] json = header.append("}").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            try (var out = Files.newOutputStream(to)) {
                out.write(java.nio.ByteBuffer.allocate(8)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .array());
                out.write(json);
                data.writeTo(out);
            }
        }
    }
}
