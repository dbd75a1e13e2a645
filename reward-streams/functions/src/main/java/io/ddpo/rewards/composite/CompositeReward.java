package io.ddpo.rewards.composite;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Needs.Place;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Rewards;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A weighted sum of other rewards. Parameters: {@code components}, names by commas, and for each of them
 * {@code <name>.reward}, its own parameters under {@code <name>.with.}, and what becomes of its score: {@code .weight},
 * {@code .lowest}, {@code .highest}, {@code .mean}, {@code .std}.
 */
public final class CompositeReward implements RewardProvider {
    private final Supplier<Rewards> rewards;

    /** Made of rewards on the class path. */
    public CompositeReward() {
        this(Rewards::installed);
    }

    /** Made of {@code rewards}. */
    CompositeReward(Supplier<Rewards> rewards) {
        this.rewards = rewards;
    }

    @Override
    public String name() {
        return "composite";
    }

    /** Inline if all components are; batches as small as the most modest wants them. */
    @Override
    public Needs needs(Parameters parameters) {
        Set<String> metadata = new HashSet<>();
        Place place = Place.INLINE;
        int atOnce = Integer.MAX_VALUE;
        for (Component component : Component.all(parameters, rewards.get())) {
            Needs needs = component.reward().needs(component.own());
            metadata.addAll(needs.metadata());
            place = needs.place() == Place.WORKER ? Place.WORKER : place;
            atOnce = Math.min(atOnce, needs.atOnce());
        }
        return new Needs(place, metadata, atOnce);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        List<WeightedSum.Term> terms = Component.all(parameters, rewards.get()).stream()
                .map(component -> new WeightedSum.Term(
                        component.name(), component.reward().open(component.own()), component.scaling()))
                .toList();
        return new WeightedSum(terms);
    }
}
