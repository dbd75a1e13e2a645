package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The adapters of a UNet, as a policy publishes them and as files hold them.
 *
 * @param layers by the name of the layer in the UNet, such as {@code mid_block.attentions.0.….attn1.to_q}
 */
public record LoraWeights(SortedMap<String, LoraLayer> layers) {

    /** What diffusers looks for in a folder. */
    public static final String PEFT_FILE = "pytorch_lora_weights.safetensors";

    /** A name that diffusers' search for the other file does not take for it. */
    public static final String KOHYA_FILE = "kohya_lora_weights.safetensors";

    /** Without it the libraries of the ecosystem refuse a file. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    /** @throws IllegalArgumentException if there is no layer */
    public LoraWeights {
        layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("expected at least one adapted layer, came none");
        }
    }

    /**
     * The adapters of a policy.
     *
     * @param published its trainable tensors, {@code unet.<layer>.lora_A.weight} and {@code .lora_B.weight}
     * @param alpha numerator of the scale of every layer
     * @throws IllegalArgumentException if there are other tensors
     */
    public static LoraWeights ofPolicy(SortedMap<String, FloatTensor> published, double alpha) {
        return PeftForm.parse(published, PeftAlpha.same(alpha));
    }

    /**
     * Reads a file in either form and checks it against the UNet that it is for.
     *
     * @throws BadModelException if it is of another form, adapts what the UNet does not have, or has other shapes
     */
    public static LoraWeights read(Path file, Declarations unet) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected a LoRA file in safetensors format, came no file");
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            SortedMap<String, FloatTensor> all = tensors.all();
            LoraWeights lora = KohyaForm.isIn(all)
                    ? KohyaForm.parse(all, unet)
                    : PeftForm.parse(all, PeftAlpha.of(tensors.metadata()));
            lora.layers.forEach((name, layer) -> requireFit(name, layer, unet));
            return lora;
        } catch (IllegalArgumentException e) {
            throw new BadModelException(file, e.getMessage());
        }
    }

    private static void requireFit(String name, LoraLayer layer, Declarations unet) {
        Declarations.Declaration weight = unet.all().get(name + ".weight");
        if (weight == null) {
            throw new IllegalArgumentException(
                    "expected adapters for layers of the UNet, came one for " + name + ", which it does not have");
        }
        if (!layer.fits(weight.shape())) {
            throw new IllegalArgumentException("layer " + name + ": expected an adapter for a weight of shape "
                    + Arrays.toString(weight.shape()) + ", came down "
                    + Arrays.toString(layer.down().shape()) + " and up "
                    + Arrays.toString(layer.up().shape()));
        }
    }

    /** Writes {@link #PEFT_FILE} and {@link #KOHYA_FILE} into a folder, over files of those names. */
    public void write(Path folder) throws IOException {
        SafetensorsWriter.write(folder.resolve(PEFT_FILE), PeftForm.tensors(this), METADATA);
        SafetensorsWriter.write(folder.resolve(KOHYA_FILE), KohyaForm.tensors(this), METADATA);
    }
}
