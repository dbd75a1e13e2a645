package io.ddpo.learner.guard;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Evaluations to vary. */
final class Points {
    private Points() {}

    /** What version 0 shows. */
    static EvaluationPoint base() {
        return point(0, -1.4, 0.4, 0.1);
    }

    /**
     * A version.
     *
     * @param reward whose standard deviation under version 0 is 0.1
     * @param alignment a guard whose standard deviation is 0.2
     */
    static EvaluationPoint point(int version, double reward, double alignment, double diversity) {
        return new EvaluationPoint(
                version,
                new Spread(reward, 0.1),
                Optional.of(new Spread(reward - 0.05, 0.1)),
                Map.of("alignment", new Spread(alignment, 0.2), "smoothness", new Spread(-0.1, 0.02)),
                OptionalDouble.of(diversity),
                OptionalDouble.of(0.003));
    }
}
