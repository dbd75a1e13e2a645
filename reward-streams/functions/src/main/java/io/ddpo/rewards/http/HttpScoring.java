package io.ddpo.rewards.http;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a server, one call a batch. */
record HttpScoring(JsonServer server) implements RewardFunction {
    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        return server.ask(ScoringJson.question(samples), answer -> ScoringJson.verdicts(samples, answer));
    }
}
