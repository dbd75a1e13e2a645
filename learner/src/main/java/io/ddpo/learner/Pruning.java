package io.ddpo.learner;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which versions keep a payload.
 *
 * @param keepLast the newest so many keep it; 0: all do
 * @param keepEvery every so manieth version keeps it for good; 0: none beyond the newest
 */
record Pruning(int keepLast, int keepEvery) {

    /**
     * The versions whose payload goes at a commit. Each goes once: at the first commit that no longer keeps it.
     *
     * @param before what held at the commit before, of the version before {@code version}
     */
    List<Integer> due(int version, Pruning before) {
        if (keepLast == 0) {
            return List.of();
        }
        int kept = before.keepLast == 0 ? 0 : Math.max(0, version - before.keepLast);
        return IntStream.rangeClosed(kept, version - keepLast)
                .filter(old -> keepEvery == 0 || old % keepEvery != 0)
                .boxed()
                .toList();
    }
}
