package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;

/**
 * A run that was trained for at least one iteration.
 *
 * @param specification what it was told to be
 * @param versions manifests in order, the base first
 * @param iterations that were closed, in order
 * @param metrics all of them, in order
 * @param evaluations in the order in which their samples were requested
 * @param trajectories what became of the samples
 */
public record RunHistory(
        RunSpecification specification,
        List<WeightsManifest> versions,
        List<IterationRewards> iterations,
        List<Metric> metrics,
        List<EvaluationPicture> evaluations,
        TrajectoryCounts trajectories) {

    /** @throws IllegalArgumentException if there is no version or no iteration */
    public RunHistory {
        versions = List.copyOf(versions);
        iterations = List.copyOf(iterations);
        metrics = List.copyOf(metrics);
        evaluations = List.copyOf(evaluations);
        if (versions.isEmpty() || iterations.isEmpty()) {
            throw new IllegalArgumentException("run %s: expected at least one version and one iteration, got %d and %d"
                    .formatted(specification.getRun(), versions.size(), iterations.size()));
        }
    }

    /** The version that the run has come to. */
    public WeightsManifest last() {
        return versions.get(versions.size() - 1);
    }

    /** The pictures that a version drew. */
    public List<EvaluationPicture> evaluation(int version) {
        return evaluations.stream()
                .filter(picture -> picture.version() == version)
                .toList();
    }

    /** The values that a metric took, wherever it appears. */
    public double[] values(String series, String name) {
        return metrics.stream()
                .filter(metric -> metric.getSeries().equals(series))
                .filter(metric -> metric.getValues().containsKey(name))
                .mapToDouble(metric -> metric.getValues().get(name))
                .toArray();
    }
}
