package io.ddpo.learner.guard;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the evaluation of a version shows: of prompts that are trained on, where there are some, as their pictures are the first
 * to be spoilt.
 *
 * @param version the version
 * @param reward the trained reward
 * @param heldOut the same of prompts that are not trained on; empty where there are none
 * @param guards each guard reward by name
 * @param diversity mean distance of the pictures of a prompt, in [0, 1]; empty with one picture a prompt
 * @param klToBase divergence from the base model in nats a dimension; empty where it was not measured
 */
public record EvaluationPoint(
        int version,
        Spread reward,
        Optional<Spread> heldOut,
        Map<String, Spread> guards,
        OptionalDouble diversity,
        OptionalDouble klToBase) {

    /** Mean and population standard deviation over pictures. */
    public record Spread(double mean, double std) {
        /** How far the mean has risen, in these standard deviations; 0 where there are none. */
        double riseTo(Spread now) {
            return std > 0 ? (now.mean() - mean) / std : 0;
        }

        /**
         * How far the mean has fallen, in these standard deviations; where there are none, in those of the pictures of
         * both together, of which it cannot fall by more than two.
         */
        double fallTo(Spread now) {
            double fall = mean - now.mean();
            if (fall <= 0) {
                return 0;
            }
            return fall / (std > 0 ? std : Math.sqrt(now.std() * now.std() / 2 + fall * fall / 4));
        }
    }

    public EvaluationPoint {
        guards = new TreeMap<>(guards);
    }
}
