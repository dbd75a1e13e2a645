package io.ddpo.local.report;

import io.ddpo.diffusion.lora.LoraMerge;
import io.ddpo.diffusion.lora.LoraWeights;
import io.ddpo.diffusion.policy.ModelCopy;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.diffusion.weights.WeightFiles;
import io.ddpo.schemas.avro.WeightsManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A trained policy as a model folder that diffusers loads: the base model's, with another UNet. */
public final class PolicyFolder {
    private static final String UNET = "unet.";
    private static final String UNET_FILE = "unet/diffusion_pytorch_model.safetensors";

    /** Without it the libraries of the ecosystem refuse a file. */
    private static final Map<String, String> FORMAT = Map.of("format", "pt");

    private PolicyFolder() {}

    /**
     * Replaces the folder in one step. With LoRA the adapters are merged into the UNet and lie beside it as files that
     * other programs load, too.
     *
     * @param weights of the version, as they were published: a safetensors file
     */
    public static void write(ModelFolder base, WeightsManifest version, Path weights, Path folder) throws IOException {
        Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
        Folders.delete(partial);
        if (version.getLora().isPresent()) {
            LoraWeights lora = adapters(version, weights);
            LoraMerge.write(base, lora, 1, partial);
            lora.write(partial);
        } else {
            try (Safetensors trained = Safetensors.open(weights)) {
                replaceUNet(ModelCopy.copy(base, partial), new WithoutPrefix(UNET, trained));
            }
        }
        Folders.delete(folder);
        Files.move(partial, folder);
    }

    /** In one file, however the base has it. */
    private static void replaceUNet(ModelFolder model, TensorSource unet) throws IOException {
        for (Path part : WeightFiles.parts(model.unetWeights())) {
            Files.delete(part);
        }
        SafetensorsWriter.write(model.path().resolve(UNET_FILE), unet, FORMAT);
    }

    /**
     * The adapters of a version that has some.
     *
     * @param weights of the version, as they were published: a safetensors file
     */
    public static LoraWeights adapters(WeightsManifest version, Path weights) throws IOException {
        double alpha = version.getLora().orElseThrow().getAlpha();
        try (Safetensors tensors = Safetensors.open(weights)) {
            return LoraWeights.ofPolicy(tensors.all(), alpha);
        }
    }
}
