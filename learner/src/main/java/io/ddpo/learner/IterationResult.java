package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of an iteration.
 *
 * @param nextAdvantagesOffset first offset of the run's advantages after it
 * @param counted what it adds to the counters
 * @param quarantined samplers that broke the contract in it
 * @param metrics what it showed
 */
record IterationResult(
        long nextAdvantagesOffset, Map<String, Long> counted, Set<String> quarantined, List<Metric> metrics) {

    IterationResult {
        counted = Map.copyOf(counted);
        quarantined = Set.copyOf(quarantined);
        metrics = List.copyOf(metrics);
    }
}
