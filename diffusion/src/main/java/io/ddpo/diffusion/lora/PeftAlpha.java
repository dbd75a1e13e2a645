package io.ddpo.diffusion.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.weights.FloatTensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The alpha of PEFT's form, which has none beside the tensors. Newer files carry the adapter's configuration in an entry
 * {@code lora_adapter_metadata} of the header; without it alpha is the rank, and the scale 1.
 */
record PeftAlpha(OptionalDouble stated) {

    private static final String ENTRY = "lora_adapter_metadata";
    private static final String ALPHA = "unet.lora_alpha";

    /** Options under which the adapter is computed in another way. */
    private static final List<String> OTHER = List.of("unet.use_rslora", "unet.use_dora", "unet.alpha_pattern");

    static PeftAlpha same(double alpha) {
        return new PeftAlpha(OptionalDouble.of(alpha));
    }

    /** @throws IllegalArgumentException if the configuration asks for what is not computed here */
    static PeftAlpha of(Map<String, String> metadata) {
        if (!metadata.containsKey(ENTRY)) {
            return new PeftAlpha(OptionalDouble.empty());
        }
        JsonNode config = json(metadata.get(ENTRY));
        for (String option : OTHER) {
            JsonNode value = config.path(option);
            if (value.asBoolean() || !value.isEmpty()) {
                throw new IllegalArgumentException(
                        ENTRY + ": expected no " + option + ", came " + value + ", which is not supported");
            }
        }
        JsonNode alpha = config.path(ALPHA);
        if (!alpha.isMissingNode() && !alpha.isNumber()) {
            throw new IllegalArgumentException(ENTRY + ": expected a number as " + ALPHA + ", came " + alpha);
        }
        return alpha.isNumber() ? same(alpha.asDouble()) : new PeftAlpha(OptionalDouble.empty());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(ENTRY + ": expected JSON, came " + text, e);
        }
    }

    /** The alpha of the layer with this A. */
    double of(FloatTensor down) {
        return stated.orElse(down.shape().length == 0 ? 1 : down.shape()[0]);
    }
}
