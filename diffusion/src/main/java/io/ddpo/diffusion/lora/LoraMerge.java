package io.ddpo.diffusion.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.policy.ModelCopy;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.SafetensorsPatch;
import io.ddpo.diffusion.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Adapters merged into the weights of the UNet that they are for. */
public final class LoraMerge {

    private LoraMerge() {}

    /**
     * Writes a model folder with the adapters in it: a copy of the base whose UNet is {@code W + strength · alpha/rank ·
     * up · down}, in the files and the precision of the base. One tensor at a time is in memory.
     *
     * @param strength factor of the adapters; 1 is the trained model
     * @param to where there is nothing yet
     * @return the merged model
     */
    public static ModelFolder write(ModelFolder base, LoraWeights lora, double strength, Path to) throws IOException {
        Map<String, UnaryOperator<FloatTensor>> changes = new HashMap<>();
        lora.layers()
                .forEach((name, layer) -> changes.put(name + ".weight", weight -> layer.mergedInto(weight, strength)));
        ModelFolder merged = ModelCopy.copy(base, to);
        for (Path part : WeightFiles.parts(merged.unetWeights())) {
            if (part.toString().endsWith(".safetensors")) {
                SafetensorsPatch.apply(part, changes);
            }
        }
        return merged;
    }

    /**
     * Merges adapters into a policy whose whole UNet is trainable, in memory; otherwise as {@link #write}.
     *
     * @throws IllegalArgumentException if the policy learns something else than the layers
     */
    public static void into(Policy policy, LoraWeights lora, double strength) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            lora.layers().forEach((name, layer) -> {
                NDArray weight = policy.trainable().get("unet." + name + ".weight");
                if (weight == null) {
                    throw new IllegalArgumentException(
                            "expected a policy whose UNet learns " + name + ", came another");
                }
                FloatTensor values =
                        new FloatTensor(weight.toFloatArray(), weight.getShape().getShape());
                FloatTensor merged = layer.mergedInto(values, strength);
                policy.kernels().copyInPlace(weight, policy.kernels().floats(merged.values(), merged.shape()));
            });
        }
    }
}
