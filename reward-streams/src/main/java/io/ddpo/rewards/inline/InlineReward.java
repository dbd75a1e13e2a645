package io.ddpo.rewards.inline;

import io.ddpo.schemas.avro.Score;
import java.util.Map;

/** A pure function from a picture to its reward. Safe for use from several threads. */
public interface InlineReward {
    /** Its name in a run specification. */
    String name();

    /**
     * Scores one picture.
     *
     * @param png the picture as PNG
     * @param prompt the text of its prompt
     * @param metadata what came with the prompt
     * @return a finite value with its components
     * @throws RewardException if this picture cannot be scored
     */
    Score score(byte[] png, String prompt, Map<String, String> metadata);
}
