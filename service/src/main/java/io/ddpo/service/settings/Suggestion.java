package io.ddpo.service.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a name may have meant. */
final class Suggestion {
    private static final int CLOSE = 2;

    private Suggestion() {}

    /** The end of a sentence that names the closest of {@code names}, if one is at most two letters away. */
    static Optional<String> among(Collection<String> names, String typed) {
        return names.stream()
                .filter(name -> distance(name, typed) <= CLOSE)
                .min(Comparator.<String>comparingInt(name -> distance(name, typed))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> ", did you mean '" + name + "'?");
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
