package io.ddpo.rewards.advantage;

import io.ddpo.schemas.avro.AdvantageSettings;
import java.util.List;
import java.util.Map;

/** How the rewards of one batch become advantages. Holds no state of its own: what is remembered goes in and out. */
interface Normalisation {
    /** The normalisation that a specification asks for. */
    static Normalisation of(AdvantageSettings settings) {
        return settings.getPerPrompt()
                ? new PerPromptTracker(settings.getBufferSize(), settings.getMinCount())
                : new WholeBatch();
    }

    /**
     * Normalises the rewards of a whole batch.
     *
     * @param batch all rewards of the iteration, in the order in which they are remembered
     * @param memory rewards of earlier batches
     */
    Result apply(List<PromptReward> batch, RewardMemory memory);

    /**
     * What comes out of a batch.
     *
     * @param advantages one for each reward, in their order
     * @param remembered what is to be remembered from now on, by prompt, oldest first; other prompts stay as they were
     */
    record Result(List<Normalised> advantages, Map<String, List<Double>> remembered) {
        public Result {
            advantages = List.copyOf(advantages);
            remembered = Map.copyOf(remembered);
        }
    }
}
