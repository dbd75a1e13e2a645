package io.ddpo.local.history;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The evaluated version that has the weights of a version: itself, or else another. */
    public Optional<Integer> evaluatedAs(WeightsManifest version) {
        List<Integer> evaluated = evaluatedVersions();
        return Stream.concat(
                        Stream.of(version),
                        versions.stream()
                                .filter(other -> other.getPolicySha256().equals(version.getPolicySha256())))
                .map(WeightsManifest::getVersion)
                .filter(evaluated::contains)
                .findFirst();
    }

    /** The pictures of the evaluation of a version. */
    public List<EvaluationPicture> evaluation(int version) {
        return evaluations.stream()
                .filter(picture -> picture.version() == version)
                .toList();
    }

    /** The pictures of the evaluation that a version has, or another with its weights. */
    public List<EvaluationPicture> evaluation(WeightsManifest version) {
        return evaluatedAs(version).map(this::evaluation).orElse(List.of());
    }

    /** Versions that were evaluated, in order. */
    public List<Integer> evaluatedVersions() {
        return evaluations.stream()
                .map(EvaluationPicture::version)
                .distinct()
                .sorted()
                .toList();
    }

    /** What the guard said, in order of versions. */
    public List<GuardFigures> judgements() {
        return metrics.stream()
                .filter(metric -> metric.getSeries().equals(GuardFigures.SERIES))
                .map(GuardFigures::of)
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
