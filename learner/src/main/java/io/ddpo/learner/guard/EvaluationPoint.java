package io.ddpo.learner.guard;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the evaluation of a version shows.
 *
 * @param version the version
 * @param reward mean of the trained reward, on prompts that are not trained on where there are some
 * @param rewardStd standard deviation of it over the same pictures
 * @param guards each guard reward by name, over all pictures
 * @param diversity mean distance of the pictures of a prompt, in [0, 1]; empty with one picture a prompt
 * @param klToBase divergence from the base model in nats a dimension; empty where it was not measured
 */
public record EvaluationPoint(
        int version,
        double reward,
        double rewardStd,
        Map<String, Spread> guards,
        OptionalDouble diversity,
        OptionalDouble klToBase) {

    /** Mean and population standard deviation over pictures. */
    public record Spread(double mean, double std) {
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
