package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of PEFT and diffusers: {@code unet.<layer>.lora_A.weight} {@code [rank, in]} and {@code .lora_B.weight}
 * {@code [out, rank]}. A file without an alpha means the scale 1, so that any other scale goes into B.
 */
final class PeftForm {

    private static final String UNET = "unet.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";

    private PeftForm() {}

    static SortedMap<String, FloatTensor> tensors(LoraWeights lora) {
        SortedMap<String, FloatTensor> tensors = new TreeMap<>();
        lora.layers().forEach((name, layer) -> {
            tensors.put(UNET + name + DOWN, layer.down());
            tensors.put(UNET + name + UP, scaled(layer.up(), (float) layer.scale()));
        });
        return tensors;
    }

    private static FloatTensor scaled(FloatTensor tensor, float scale) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return new FloatTensor(values, tensor.shape());
    }

    /** @throws IllegalArgumentException if there are other tensors, or one of a pair is missing */
    static LoraWeights parse(Map<String, FloatTensor> tensors, PeftAlpha alpha) {
        SortedMap<String, LoraLayer> layers = new TreeMap<>();
        int used = 0;
        for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
            String key = tensor.getKey();
            if (key.startsWith(UNET) && key.endsWith(DOWN)) {
                String name = key.substring(UNET.length(), key.length() - DOWN.length());
                FloatTensor up = Parts.required(tensors, UNET + name + UP);
                layers.put(name, Parts.layer(name, tensor.getValue(), up, alpha.of(tensor.getValue())));
                used += 2;
            }
        }
        if (used != tensors.size()) {
            throw Parts.unknown(
                    tensors.keySet(), key -> key.startsWith(UNET) && (key.endsWith(DOWN) || key.endsWith(UP)));
        }
        return new LoraWeights(layers);
    }
}
