package io.ddpo.local.history;

import java.util.Map;

/**
 * A picture of an evaluation: every version that is evaluated draws the same prompts with the same seeds.
 *
 * @param version of the weights that drew it
 * @param prompt what was asked for
 * @param metadata of the prompt
 * @param seed of its noise
 * @param png the picture
 */
public record EvaluationPicture(int version, String prompt, Map<String, String> metadata, long seed, byte[] png) {
    public EvaluationPicture {
        metadata = Map.copyOf(metadata);
    }

    /** Whether the other one is what another version made of the same. */
    public boolean isTwinOf(EvaluationPicture other) {
        return prompt.equals(other.prompt) && seed == other.seed;
    }
}
