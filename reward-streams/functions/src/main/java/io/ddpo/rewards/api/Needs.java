package io.ddpo.rewards.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a reward needs.
 *
 * @param place where it runs
 * @param metadata what every prompt of the run has to bring along, by name
 * @param atOnce samples of a batch at most, at least 1; what makes a call for each sample wants them one by one
 */
public record Needs(Place place, Set<String> metadata, int atOnce) {
    /** Where a reward runs. */
    public enum Place {
        /** Where the samples pass by: a pure function of the sample that takes milliseconds and waits for nothing. */
        INLINE,
        /** In scorer workers, as many as it takes, which wait for it and try again. */
        WORKER
    }

    public Needs {
        metadata = Set.copyOf(metadata);
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce: expected at least 1, got " + atOnce);
        }
    }

    /** Batches of any size. */
    public Needs(Place place, Set<String> metadata) {
        this(place, metadata, Integer.MAX_VALUE);
    }

    /** A pure and cheap reward. */
    public static Needs inline() {
        return new Needs(Place.INLINE, Set.of());
    }

    /** A reward that takes its time or may fail to answer. */
    public static Needs worker() {
        return new Needs(Place.WORKER, Set.of());
    }

    /** The first prompt that lacks something, as a sentence with its place; empty if none does. */
    public Optional<String> missing(List<Map<String, String>> metadataOfPrompts) {
        for (int i = 0; i < metadataOfPrompts.size(); i++) {
            Set<String> missing = new TreeSet<>(metadata);
            missing.removeAll(metadataOfPrompts.get(i).keySet());
            if (!missing.isEmpty()) {
                return Optional.of("prompts[%d].metadata: expected %s, which the reward needs, found %s"
                        .formatted(
                                i,
                                missing,
                                new TreeSet<>(metadataOfPrompts.get(i).keySet())));
            }
        }
        return Optional.empty();
    }
}
