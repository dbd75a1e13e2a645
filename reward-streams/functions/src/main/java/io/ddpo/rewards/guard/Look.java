package io.ddpo.rewards.guard;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is seen of a picture beside its reward.
 *
 * @param scores what each guard says, by name; one that cannot score it is not among them
 * @param sketch of the picture; empty if nobody could look at it
 * @param missing why something is, one sentence each
 */
public record Look(SortedMap<String, Double> scores, Optional<byte[]> sketch, List<String> missing) {
    public Look {
        scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
        missing = List.copyOf(missing);
    }
}
