package io.ddpo.learner.guard;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.Map;
import java.util.OptionalDouble;

/** Evaluations to vary. */
final class Points {
    private Points() {}

    /** What version 0 shows. */
    static EvaluationPoint base() {
        return point(0, -1.4, 1, 0.2, 0.1);
    }

    /**
     * A version.
     *
     * @param reward whose standard deviation under version 0 is 0.1
     * @param recognised share of the pictures
     * @param contrast a guard whose standard deviation is 0.05
     */
    static EvaluationPoint point(int version, double reward, double recognised, double contrast, double diversity) {
        return new EvaluationPoint(
                version,
                reward,
                0.1,
                Map.of("contrast", new Spread(contrast, 0.05), "smoothness", new Spread(-0.1, 0.02)),
                OptionalDouble.of(diversity),
                recognised,
                OptionalDouble.empty());
    }
}
