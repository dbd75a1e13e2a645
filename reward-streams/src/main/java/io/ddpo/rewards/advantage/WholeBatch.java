package io.ddpo.rewards.advantage;

import java.util.List;
import java.util.Map;

/** Every reward is normalised by the whole batch; nothing is remembered. */
final class WholeBatch implements Normalisation {
    /** As in the published implementation; the tracker has another one. */
    private static final double FLOOR = 1e-8;

    @Override
    public Result apply(List<PromptReward> batch, RewardMemory memory) {
        Statistics statistics =
                Statistics.of(batch.stream().map(PromptReward::reward).toList());
        List<Normalised> advantages = batch.stream()
                .map(sample -> statistics.normalise(sample.reward(), FLOOR, false))
                .toList();
        return new Result(advantages, Map.of());
    }
}
