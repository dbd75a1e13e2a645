package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;

/**
 * What the guard said of a version.
 *
 * @param overoptimised whether the reward is over-optimised there
 * @param reason why; empty where it is not
 */
public record GuardFigures(int version, boolean overoptimised, String reason) {
    /** The learner's series with one record for each version that was judged. */
    public static final String SERIES = "guard";

    /** Reads a record of the series. */
    public static GuardFigures of(Metric metric) {
        return new GuardFigures(
                metric.getPolicyVersion(),
                metric.getValues().getOrDefault("overoptimised", 0.0) == 1,
                metric.getLabels().getOrDefault("reason", ""));
    }
}
