package io.ddpo.rewards.api;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The rewards there are, by name. */
public final class Rewards {
    private final Map<String, RewardProvider> byName = new TreeMap<>();

    private Rewards(Iterable<RewardProvider> providers) {
        for (RewardProvider provider : providers) {
            RewardProvider other = byName.putIfAbsent(provider.name(), provider);
            if (other != null) {
                throw new IllegalStateException("reward %s: expected one provider on the class path, found %s and %s"
                        .formatted(
                                provider.name(),
                                other.getClass().getName(),
                                provider.getClass().getName()));
            }
        }
    }

    /** Those that are known by name and parameters. */
    public static Rewards of(Iterable<RewardProvider> providers) {
        return new Rewards(providers);
    }

    /** Those on the class path, whoever brought them. */
    public static Rewards installed() {
        return of(ServiceLoader.load(RewardProvider.class));
    }

    /**
     * What a reward needs.
     *
     * @throws IllegalArgumentException with one sentence if there is none of that name, or its parameters are wrong
     */
    public Needs needs(String name, Map<String, String> parameters) {
        Parameters given = Parameters.of(parameters);
        Needs needs = named(name).needs(given);
        given.requireNoOther(name);
        return needs;
    }

    /**
     * Whether it runs where the samples pass by. One that is not known here is known to workers.
     *
     * @throws IllegalArgumentException with one sentence if its parameters are wrong
     */
    public boolean isInline(String name, Map<String, String> parameters) {
        return find(name).isPresent() && needs(name, parameters).place() == Needs.Place.INLINE;
    }

    /**
     * Makes a reward ready for work; whoever asks for it closes it.
     *
     * @throws IllegalArgumentException with one sentence if there is none of that name, or its parameters are wrong
     */
    public RewardFunction open(String name, Map<String, String> parameters) {
        needs(name, parameters);
        return named(name).open(Parameters.of(parameters));
    }

    /** Their names, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** The provider of that name, if there is one. */
    public Optional<RewardProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public RewardProvider named(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("reward.name: expected one of %s, got '%s'"
                        .formatted(String.join(", ", byName.keySet()), name)));
    }
}
