package io.ddpo.local.compare;

import io.ddpo.local.history.Spread;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.CurveChart.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that differ in nothing that is compared, most often in their seed alone.
 *
 * @param label what they have in common
 * @param runs at least one
 */
record CurveGroup(String label, List<ComparedRun> runs) {
    CurveGroup {
        runs = List.copyOf(runs);
    }

    /** Mean, least and greatest of the runs after each iteration that all of them have closed. */
    Curve curve() {
        List<RewardCurve> curves = runs.stream().map(ComparedRun::curve).toList();
        int length =
                curves.stream().mapToInt(curve -> curve.points().size()).min().orElseThrow();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int iteration = i;
            List<RewardCurve.Point> at =
                    curves.stream().map(curve -> curve.points().get(iteration)).toList();
            Spread rewards =
                    Spread.of(at.stream().map(RewardCurve.Point::reward).toList());
            points.add(new Point(
                    at.stream().mapToLong(RewardCurve.Point::queries).average().orElseThrow(),
                    rewards.mean(),
                    at.stream().mapToDouble(RewardCurve.Point::reward).min().orElseThrow(),
                    at.stream().mapToDouble(RewardCurve.Point::reward).max().orElseThrow()));
        }
        return new Curve(label, points);
    }

    /** Of the first samples of all runs, which the base model drew. */
    Spread base() {
        return Spread.pooled(runs.stream().map(run -> run.iterations().get(0)).toList());
    }
}
