package io.ddpo.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFolderTest {
    private static final Kernels KERNELS = Kernels.onCpu();
    private static final ModelFolder BASE = ModelFolder.at(TinyModel.folder());
    private static final Lora LORA = new Lora(2, 8.0, List.of("to_q", "to_v"));

    @TempDir
    Path temp;

    @AfterAll
    static void close() {
        KERNELS.close();
    }

    @Test
    void loadsAsTheModelThatWasTrained() throws IOException {
        Path folder = temp.resolve("policy");
        SortedMap<String, FloatTensor> trained;
        try (Policy policy = Policy.full(KERNELS, BASE)) {
            trained = halved(policy.snapshot());
        }

        PolicyFolder.write(BASE, Runs.manifest(1, RunState.FINISHED), file(trained), folder);

        try (Policy loaded = Policy.full(KERNELS, ModelFolder.at(folder))) {
            assertThat(loaded.sha256()).isEqualTo(TensorDigest.sha256(trained));
        }
        assertThat(temp.resolve("policy.partial")).doesNotExist();
    }

    @Test
    void takesThePlaceOfAnEarlierOne() throws IOException {
        Path folder = temp.resolve("policy");
        Files.createDirectories(folder.resolve("leftover"));

        try (Policy policy = Policy.full(KERNELS, BASE)) {
            PolicyFolder.write(BASE, Runs.manifest(1, RunState.FINISHED), file(policy.snapshot()), folder);
        }

        assertThat(folder.resolve("leftover")).doesNotExist();
        assertThat(folder.resolve("unet/config.json"))
                .hasSameBinaryContentAs(BASE.path().resolve("unet/config.json"));
    }

    @Test
    void mergesAdaptersAndKeepsThemBesideForPeft() throws IOException {
        Path folder = temp.resolve("policy");
        LoraSettings settings = new LoraSettings(LORA.getRank(), LORA.getAlpha(), LORA.getTargets(), 1);
        try (Kernels.GradientGuard off = Kernels.withoutGradients();
                Policy policy = Policy.lora(KERNELS, BASE, settings)) {
            SortedMap<String, FloatTensor> adapters = policy.snapshot();
            adapters.replaceAll((name, tensor) -> name.endsWith("lora_B.weight") ? ones(tensor) : tensor);
            policy.restore(adapters);
            WeightsManifest version = WeightsManifest.newBuilder(Runs.manifest(1, RunState.FINISHED))
                    .setLora(LORA)
                    .build();

            PolicyFolder.write(BASE, version, file(adapters), folder);

            try (Safetensors merged = Safetensors.open(ModelFolder.at(folder).unetWeights());
                    Safetensors peft = Safetensors.open(folder.resolve("pytorch_lora_weights.safetensors"))) {
                policy.applied()
                        .values()
                        .forEach((name, expected) -> assertThat(floats(merged, name))
                                .as(name)
                                .containsExactly(expected.values(), within(1e-6f)));
                assertThat(peft.names()).isEqualTo(adapters.keySet());
                // the file has no alpha, so that B carries the scale 8 / 2
                assertThat(peft.floats(first(adapters, "lora_B.weight")).values())
                        .containsOnly(4);
                String a = first(adapters, "lora_A.weight");
                assertThat(peft.floats(a).values()).isEqualTo(adapters.get(a).values());
                assertThat(folder.resolve("kohya_lora_weights.safetensors")).exists();
            }
        }
    }

    private static SortedMap<String, FloatTensor> halved(SortedMap<String, FloatTensor> tensors) {
        tensors.replaceAll((name, tensor) -> scaled(tensor, 0.5f));
        return tensors;
    }

    private static FloatTensor scaled(FloatTensor tensor, float factor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new FloatTensor(values, tensor.shape());
    }

    private static FloatTensor ones(FloatTensor tensor) {
        float[] values = new float[tensor.values().length];
        java.util.Arrays.fill(values, 1);
        return new FloatTensor(values, tensor.shape());
    }

    private static float[] floats(Safetensors file, String name) {
        try {
            return file.floats(name).values();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(SortedMap<String, FloatTensor> tensors, String end) {
        return tensors.keySet().stream()
                .filter(name -> name.endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    private Path file(SortedMap<String, FloatTensor> tensors) throws IOException {
        Path file = temp.resolve("weights.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }
}
