package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.FloatTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of kohya's scripts, which ComfyUI and others read: {@code lora_unet_<layer, dots as underscores>} with
 * {@code .lora_down.weight}, {@code .lora_up.weight} and the scalar {@code .alpha}, which is the rank where it is missing.
 */
final class KohyaForm {

    private static final String UNET = "lora_unet_";
    private static final String DOWN = ".lora_down.weight";
    private static final String UP = ".lora_up.weight";
    private static final String ALPHA = ".alpha";
    private static final String WEIGHT = ".weight";

    private KohyaForm() {}

    static boolean isIn(Map<String, FloatTensor> tensors) {
        return tensors.keySet().stream().anyMatch(key -> key.endsWith(DOWN));
    }

    static SortedMap<String, FloatTensor> tensors(LoraWeights lora) {
        SortedMap<String, FloatTensor> tensors = new TreeMap<>();
        lora.layers().forEach((name, layer) -> {
            String key = key(name);
            tensors.put(key + DOWN, layer.down());
            tensors.put(key + UP, layer.up());
            tensors.put(key + ALPHA, new FloatTensor(new float[] {(float) layer.alpha()}));
        });
        return tensors;
    }

    private static String key(String layer) {
        return UNET + layer.replace('.', '_');
    }

    /** @throws IllegalArgumentException if there are other tensors, or a layer that the UNet does not have */
    static LoraWeights parse(Map<String, FloatTensor> tensors, Declarations unet) {
        Map<String, String> names = names(unet);
        SortedMap<String, LoraLayer> layers = new TreeMap<>();
        int used = 0;
        for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
            if (tensor.getKey().startsWith(UNET) && tensor.getKey().endsWith(DOWN)) {
                String key = tensor.getKey().substring(0, tensor.getKey().length() - DOWN.length());
                FloatTensor alpha = tensors.get(key + ALPHA);
                layers.put(
                        name(names, key),
                        Parts.layer(
                                key,
                                tensor.getValue(),
                                Parts.required(tensors, key + UP),
                                alpha(key, alpha, tensor.getValue())));
                used += alpha == null ? 2 : 3;
            }
        }
        if (used != tensors.size()) {
            throw Parts.unknown(
                    tensors.keySet(),
                    key -> key.startsWith(UNET) && (key.endsWith(DOWN) || key.endsWith(UP) || key.endsWith(ALPHA)));
        }
        return new LoraWeights(layers);
    }

    /** Underscores are also within names, so that only the UNet tells which of them were dots. */
    private static Map<String, String> names(Declarations unet) {
        Map<String, String> names = new HashMap<>();
        unet.all().keySet().stream()
                .filter(weight -> weight.endsWith(WEIGHT))
                .map(weight -> weight.substring(0, weight.length() - WEIGHT.length()))
                .forEach(layer -> names.put(key(layer), layer));
        return names;
    }

    private static String name(Map<String, String> names, String key) {
        if (!names.containsKey(key)) {
            throw new IllegalArgumentException(
                    "expected adapters for layers of the UNet, came " + key + ", which it does not have");
        }
        return names.get(key);
    }

    private static double alpha(String key, FloatTensor alpha, FloatTensor down) {
        if (alpha != null && alpha.values().length != 1) {
            throw new IllegalArgumentException(key + ALPHA + ": expected one number, came " + alpha.values().length);
        }
        return alpha == null ? PeftAlpha.of(Map.of()).of(down) : alpha.values()[0];
    }
}
