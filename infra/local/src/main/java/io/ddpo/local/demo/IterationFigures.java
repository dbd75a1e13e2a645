package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Metric;
import java.util.Map;

/**
 * What the learner says of an iteration.
 *
 * @param iteration from 0
 * @param rewardMean of the samples that were trained on
 * @param rewardStd of the same
 * @param samplesPerSecond sampling and training together
 * @param seconds from its requests to its version
 */
record IterationFigures(int iteration, double rewardMean, double rewardStd, double samplesPerSecond, double seconds) {
    /** The learner's series with one record an iteration. */
    static final String SERIES = "iteration";

    static IterationFigures of(Metric metric) {
        Map<String, Double> values = metric.getValues();
        return new IterationFigures(
                metric.getIteration(),
                values.get("rewardMean"),
                values.get("rewardStd"),
                values.get("samplesPerSecond"),
                values.get("wallSeconds"));
    }
}
