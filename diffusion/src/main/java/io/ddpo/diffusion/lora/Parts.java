package io.ddpo.diffusion.lora;

import io.ddpo.diffusion.weights.FloatTensor;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** What both forms of a file say when a part is missing, wrong or unknown. */
final class Parts {

    private Parts() {}

    static FloatTensor required(Map<String, FloatTensor> tensors, String key) {
        FloatTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("expected a tensor " + key + ", came none of that name");
        }
        return tensor;
    }

    static LoraLayer layer(String name, FloatTensor down, FloatTensor up, double alpha) {
        try {
            return new LoraLayer(down, up, alpha);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("layer " + name + ": " + e.getMessage(), e);
        }
    }

    /** Names a tensor that belongs to nothing: the first that is not of the form, else one without its counterpart. */
    static IllegalArgumentException unknown(Collection<String> keys, Predicate<String> ofTheForm) {
        String stranger = keys.stream().filter(ofTheForm.negate()).findFirst().orElse("one half of a pair");
        return new IllegalArgumentException("expected LoRA tensors of a UNet in the form of PEFT (unet.….lora_A.weight)"
                + " or kohya (lora_unet_….lora_down.weight), came " + stranger);
    }
}
