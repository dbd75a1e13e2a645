package io.ddpo.local.report;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A trained policy as a model folder that diffusers loads: the base model's, with another UNet. */
final class PolicyFolder {
    private static final String UNET = "unet.";
    private static final String LORA_FILE = "pytorch_lora_weights.safetensors";

    /** Without it the libraries of the ecosystem refuse a file. */
    private static final Map<String, String> FORMAT = Map.of("format", "pt");

    private PolicyFolder() {}

    /**
     * Replaces the folder in one step. With LoRA the adapters are merged into the UNet and lie beside it as a file that
     * PEFT loads, too.
     *
     * @param weights of the version, as they were published
     */
    static void write(ModelFolder base, WeightsManifest version, byte[] weights, Path folder) throws IOException {
        Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
        Folders.delete(partial);
        Folders.copy(base.path(), partial);
        SortedMap<String, FloatTensor> trained = read(weights, version);
        Path unet = partial.resolve(base.path().relativize(base.unetWeights()));
        if (version.getLora().isPresent()) {
            Lora lora = version.getLora().get();
            SafetensorsWriter.write(partial.resolve(LORA_FILE), scaleFolded(trained, lora), FORMAT);
            SafetensorsWriter.write(unet, merged(base, lora, trained), FORMAT);
        } else {
            SafetensorsWriter.write(unet, withoutPrefix(trained), FORMAT);
        }
        Folders.delete(folder);
        Files.move(partial, folder);
    }

    private static SortedMap<String, FloatTensor> read(byte[] weights, WeightsManifest version) throws IOException {
        try (Safetensors tensors = Safetensors.inMemory(weights, "weights of version " + version.getVersion())) {
            return tensors.all();
        }
    }

    private static SortedMap<String, FloatTensor> withoutPrefix(SortedMap<String, FloatTensor> tensors) {
        SortedMap<String, FloatTensor> unet = new TreeMap<>();
        tensors.forEach((name, tensor) -> unet.put(name.substring(UNET.length()), tensor));
        return unet;
    }

    /** A file without an alpha means the scale 1, so that any other scale goes into B. */
    private static SortedMap<String, FloatTensor> scaleFolded(SortedMap<String, FloatTensor> adapters, Lora lora) {
        float scale = (float) (lora.getAlpha() / lora.getRank());
        SortedMap<String, FloatTensor> folded = new TreeMap<>(adapters);
        folded.replaceAll((name, tensor) -> name.endsWith(".lora_B.weight") ? scaled(tensor, scale) : tensor);
        return folded;
    }

    private static FloatTensor scaled(FloatTensor tensor, float scale) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return new FloatTensor(values, tensor.shape());
    }

    private static SortedMap<String, FloatTensor> merged(
            ModelFolder base, Lora lora, SortedMap<String, FloatTensor> adapters) throws IOException {
        LoraSettings settings = new LoraSettings(lora.getRank(), lora.getAlpha(), lora.getTargets(), 0);
        try (Kernels kernels = Kernels.onCpu();
                Kernels.GradientGuard off = Kernels.withoutGradients();
                Policy policy = Policy.lora(kernels, base, settings)) {
            policy.restore(adapters);
            return policy.applied().values();
        }
    }
}
