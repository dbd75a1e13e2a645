package io.ddpo.rewards.topology;

import io.ddpo.rewards.inline.InlineReward;
import io.ddpo.rewards.inline.RewardException;
import io.ddpo.schemas.avro.Score;
import java.util.Map;

/** The first byte of the picture is its reward; negative ones stand for what can go wrong. */
final class TestReward implements InlineReward {
    static final byte REFUSED = -1;
    static final byte NOT_A_NUMBER = -2;
    static final byte BUG = -3;

    @Override
    public String name() {
        return "first-byte";
    }

    @Override
    public Score score(byte[] png, String prompt, Map<String, String> metadata) {
        return switch (png[0]) {
            case REFUSED -> throw new RewardException("picture: too dark");
            case NOT_A_NUMBER -> new Score(Double.NaN, Map.of());
            case BUG -> throw new IllegalStateException("a bug");
            default -> new Score((double) png[0], Map.of("byte", (double) png[0]));
        };
    }
}
