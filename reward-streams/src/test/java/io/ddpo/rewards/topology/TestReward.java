package io.ddpo.rewards.topology;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The first byte of the picture is its reward; negative ones stand for what can go wrong. */
final class TestReward implements RewardFunction {
    static final byte REFUSED = -1;
    static final byte NOT_A_NUMBER = -2;
    static final byte BUG = -3;
    static final byte SLOW = -4;

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        byte first = samples.get(0).png()[0];
        return switch (first) {
            case REFUSED -> verdict(Verdict.failure("picture: too dark"));
            case NOT_A_NUMBER -> verdict(Verdict.score(Double.NaN));
            case BUG -> CompletableFuture.failedFuture(new IllegalStateException("a bug"));
            case SLOW -> new CompletableFuture<>();
            default -> verdict(Verdict.score(first, Map.of("byte", (double) first)));
        };
    }

    private static CompletableFuture<List<Verdict>> verdict(Verdict verdict) {
        return CompletableFuture.completedFuture(List.of(verdict));
    }
}
