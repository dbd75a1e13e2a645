package io.ddpo.diffusion.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Byte-pair encoding of one word: the earliest learned pair is merged first, everywhere, until none is left. */
final class BytePairs {

    /** Marks the last symbol of a word. */
    static final String END_OF_WORD = "</w>";

    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final Map<Pair, Integer> ranks;

    record Pair(String left, String right) {}

    BytePairs(Map<Pair, Integer> ranks) {
        this.ranks = Map.copyOf(ranks);
    }

    /** Ranks are looked up once for each pair that comes to be, which keeps words of hundreds of letters cheap. */
    List<String> split(String word) {
        List<String> parts = symbols(word);
        int[] found = new int[parts.size()];
        Arrays.fill(found, UNKNOWN);
        for (int i = 0; i + 1 < parts.size(); i++) {
            found[i] = rank(parts.get(i), parts.get(i + 1));
        }
        int best = earliest(found, parts.size() - 1);
        while (best >= 0) {
            parts = mergeRanked(parts, found, found[best]);
            best = earliest(found, parts.size() - 1);
        }
        return parts;
    }

    private int rank(String left, String right) {
        return ranks.getOrDefault(new Pair(left, right), UNKNOWN);
    }

    /** Index of the pair with the lowest rank, the leftmost of several; -1 if none is known. */
    private static int earliest(int[] found, int count) {
        int best = -1;
        for (int i = 0; i < count; i++) {
            if (found[i] != UNKNOWN && (best < 0 || found[i] < found[best])) {
                best = i;
            }
        }
        return best;
    }

    /** @param found ranks of the pairs that start at each part; overwritten with those of the result */
    private List<String> mergeRanked(List<String> parts, int[] found, int rank) {
        List<String> merged = new ArrayList<>(parts.size());
        int[] before = found.clone();
        boolean previousMerged = false;
        for (int i = 0; i < parts.size(); i++) {
            boolean here = i + 1 < parts.size() && before[i] == rank;
            String part = here ? parts.get(i) + parts.get(i + 1) : parts.get(i);
            int at = merged.size();
            if (at > 0 && (here || previousMerged)) {
                found[at - 1] = rank(merged.get(at - 1), part);
            }
            i += here ? 1 : 0;
            found[at] = before[i];
            merged.add(part);
            previousMerged = here;
        }
        return merged;
    }

    /** Single characters, the last one with the end-of-word mark. */
    static List<String> symbols(String word) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            parts.add(word.charAt(i) + (i == word.length() - 1 ? END_OF_WORD : ""));
        }
        return parts;
    }

    static List<String> merge(List<String> parts, Pair pair) {
        List<String> merged = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean here = i + 1 < parts.size()
                    && parts.get(i).equals(pair.left())
                    && parts.get(i + 1).equals(pair.right());
            merged.add(here ? pair.left() + pair.right() : parts.get(i));
            i += here ? 1 : 0;
        }
        return merged;
    }
}
