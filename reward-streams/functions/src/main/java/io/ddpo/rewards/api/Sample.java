package io.ddpo.rewards.api;

import java.util.Map;

/**
 * A picture to be judged.
 *
 * @param id its trajectory's id, for logs and for telling samples of a batch apart
 * @param png the picture as PNG; not to be changed
 * @param prompt the text that it was made for
 * @param metadata what came with the prompt, such as the number and the noun of a counting prompt
 */
public record Sample(String id, byte[] png, String prompt, Map<String, String> metadata) {
    public Sample {
        metadata = Map.copyOf(metadata);
    }
}
