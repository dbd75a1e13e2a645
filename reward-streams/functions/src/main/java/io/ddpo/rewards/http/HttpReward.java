package io.ddpo.rewards.http;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import java.util.Set;

/**
 * A reward that a server computes. Parameters: {@code url} where it is, {@code token} that it wants to see, if any, and
 * {@code metadata} that every prompt has to bring along for it, by commas.
 */
public final class HttpReward implements RewardProvider {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public Needs needs(Parameters parameters) {
        parameters.address("url");
        JsonServer.token(parameters);
        return new Needs(Needs.Place.WORKER, Set.copyOf(parameters.list("metadata")));
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        return new HttpScoring(new JsonServer(parameters.address("url"), JsonServer.token(parameters)));
    }
}
