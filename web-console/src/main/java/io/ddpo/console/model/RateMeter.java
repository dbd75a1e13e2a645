package io.ddpo.console.model;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/** Counts what happens in a sliding window. Times may come in any order; what is older than the window is left out. */
final class RateMeter {
    private static final int SECONDS = (int) Duration.ofSeconds(30).toSeconds();

    private final long[] second = new long[SECONDS];
    private final int[] count = new int[SECONDS];

    void mark(Instant when) {
        mark(when, 1);
    }

    void mark(Instant when, int howMany) {
        long at = when.getEpochSecond();
        int slot = (int) Math.floorMod(at, (long) SECONDS);
        if (second[slot] < at) {
            second[slot] = at;
            count[slot] = 0;
        }
        if (second[slot] == at) {
            count[slot] += howMany;
        }
    }

    /** Per second, over the last 30 s. */
    double perSecond(Instant now) {
        long newest = now.getEpochSecond();
        int counted = IntStream.range(0, SECONDS)
                .filter(slot -> second[slot] > newest - SECONDS && second[slot] <= newest)
                .map(slot -> count[slot])
                .sum();
        return counted / (double) SECONDS;
    }
}
