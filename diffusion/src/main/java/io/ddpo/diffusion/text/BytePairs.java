package io.ddpo.diffusion.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Byte-pair encoding of one word: the earliest learned pair is merged first, everywhere, until none is left. */
final class BytePairs {

    /** Marks the last symbol of a word. */
    static final String END_OF_WORD = "</w>";

    private final Map<Pair, Integer> ranks;

    record Pair(String left, String right) {}

    BytePairs(Map<Pair, Integer> ranks) {
        this.ranks = Map.copyOf(ranks);
    }

    List<String> split(String word) {
        List<String> parts = symbols(word);
        while (parts.size() > 1) {
            Pair best = earliest(parts);
            if (best == null) {
                break;
            }
            parts = merge(parts, best);
        }
        return parts;
    }

    /** Single characters, the last one with the end-of-word mark. */
    static List<String> symbols(String word) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            parts.add(word.charAt(i) + (i == word.length() - 1 ? END_OF_WORD : ""));
        }
        return parts;
    }

    private Pair earliest(List<String> parts) {
        Pair best = null;
        int bestRank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < parts.size(); i++) {
            Pair pair = new Pair(parts.get(i), parts.get(i + 1));
            int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
            if (rank < bestRank) {
                best = pair;
                bestRank = rank;
            }
        }
        return best;
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
