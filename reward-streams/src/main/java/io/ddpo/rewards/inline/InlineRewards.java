package io.ddpo.rewards.inline;

import io.ddpo.schemas.avro.RewardSettings;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The inline rewards there are. */
public final class InlineRewards {
    private static final Map<String, InlineReward> BY_NAME = Stream.of(
                    new JpegReward("jpeg-compressibility", -1), new JpegReward("jpeg-incompressibility", 1))
            .collect(Collectors.toMap(InlineReward::name, Function.identity()));

    private InlineRewards() {}

    /**
     * The reward that a specification asks for.
     *
     * @throws IllegalArgumentException if there is none of that name, or it does not take those parameters
     */
    public static InlineReward of(RewardSettings settings) {
        InlineReward reward = BY_NAME.get(settings.getName());
        if (reward == null) {
            throw new IllegalArgumentException("reward.name: expected one of %s, got '%s'"
                    .formatted(String.join(", ", new TreeSet<>(BY_NAME.keySet())), settings.getName()));
        }
        if (!settings.getParameters().isEmpty()) {
            throw new IllegalArgumentException("reward.parameters: expected none for %s, got %s"
                    .formatted(reward.name(), new TreeMap<>(settings.getParameters())));
        }
        return reward;
    }
}
