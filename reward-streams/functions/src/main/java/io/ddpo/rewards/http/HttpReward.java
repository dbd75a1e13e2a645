package io.ddpo.rewards.http;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;

/**
 * A reward that a server computes. Parameters: {@code url} where it is, {@code token} that it wants to see, if any, and
 * {@code metadata} that every prompt has to bring along for it, by commas.
 */
public final class HttpReward implements RewardProvider {
    private static final Duration FOR_A_CONNECTION = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Needs needs(Parameters parameters) {
        server(parameters);
        return new Needs(Needs.Place.WORKER, Set.copyOf(parameters.list("metadata")));
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        return new HttpScoring(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(FOR_A_CONNECTION)
                        .build(),
                server(parameters));
    }

    private static RewardServer server(Parameters parameters) {
        return new RewardServer(parameters.address("url"), parameters.find("token"));
    }
}
