package io.ddpo.rewards.composite;

import io.ddpo.rewards.api.Parameters;

/**
 * What a component contributes: {@code weight · (clip(raw, lowest, highest) - mean) / std}. Mean and spread are given, not
 * measured on the way: a reward must mean the same in the first iteration and in the last.
 */
record Scaling(double weight, double lowest, double highest, double mean, double std) {

    /** @throws IllegalArgumentException if they cannot be */
    static Scaling of(Parameters parameters) {
        double lowest = parameters.number("lowest").orElse(Double.NEGATIVE_INFINITY);
        double highest = parameters.number("highest").orElse(Double.POSITIVE_INFINITY);
        double std = parameters.number("std").orElse(1.0);
        if (highest <= lowest) {
            throw parameters.refusal("highest", "more than lowest (" + lowest + ")", Double.toString(highest));
        }
        if (std <= 0) {
            throw parameters.refusal("std", "a number above 0", Double.toString(std));
        }
        return new Scaling(
                parameters.number("weight").orElse(1.0),
                lowest,
                highest,
                parameters.number("mean").orElse(0.0),
                std);
    }

    double contribution(double raw) {
        return weight * (Math.max(lowest, Math.min(highest, raw)) - mean) / std;
    }
}
