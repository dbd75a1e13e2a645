package io.ddpo.local.compare;

import io.ddpo.local.history.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * How the mean reward of a run went, as the paper plots it (Black et al., 2024, Figure 4): over reward queries.
 *
 * @param points in the order of the iterations
 */
record RewardCurve(List<Point> points) {
    RewardCurve {
        points = List.copyOf(points);
    }

    /**
     * The mean reward of an iteration's samples.
     *
     * @param queries rewards of the iterations before it, which is what its policy had learned from in lockstep
     */
    record Point(long queries, double reward) {}

    static RewardCurve of(List<Spread> iterations) {
        List<Point> points = new ArrayList<>();
        long queries = 0;
        for (Spread iteration : iterations) {
            points.add(new Point(queries, iteration.mean()));
            queries += iteration.count();
        }
        return new RewardCurve(points);
    }
}
