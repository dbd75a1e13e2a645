package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;
import java.util.Optional;

/**
 * What a run took, as it measured itself, and what another like it would take on the same machine.
 *
 * @param perRow seconds of training on a transition, or on a noised latent; empty where nothing was trained
 * @param perSample seconds of sampling; empty where nothing was sampled
 */
record Cost(Optional<Double> perRow, Optional<Double> perSample) {
    /** A forward pass, beside the forward and the two backward passes of a row. */
    private static final double LOOK_AGAIN = 1.0 / 3;

    /** The first version and the last one. */
    private static final int EVALUATIONS = 2;

    static Cost of(List<Metric> metrics) {
        return new Cost(
                ratio(metrics, "learner.update", "modelSeconds", "transitions"),
                ratio(metrics, "sampler.batch", "modelSeconds", "samples"));
    }

    private static Optional<Double> ratio(List<Metric> metrics, String series, String of, String by) {
        double sum = sum(metrics, series, by);
        return sum > 0 ? Optional.of(sum(metrics, series, of) / sum) : Optional.empty();
    }

    private static double sum(List<Metric> metrics, String series, String name) {
        return metrics.stream()
                .filter(metric -> metric.getSeries().equals(series))
                .mapToDouble(metric -> metric.getValues().getOrDefault(name, 0.0))
                .sum();
    }

    /** Seconds of a replay of so many samples, with its evaluations; empty where the source has not trained yet. */
    Optional<Double> seconds(RunSpecification replay, long samples) {
        EvaluationSettings evaluation = replay.getEvaluation();
        long evaluated = (long) EVALUATIONS * evaluation.getPrompts().size() * evaluation.getSeedsPerPrompt();
        return perRow.map(row -> row * samples * rows(replay) + perSample.orElse(0.0) * evaluated);
    }

    /** Rows that a sample is trained on. */
    private static double rows(RunSpecification replay) {
        int passes = replay.getTraining().getInnerEpochs();
        Algorithm algorithm = replay.getObjective().getAlgorithm();
        return switch (algorithm) {
            case DDPO_IS, DDPO_SF -> {
                int steps = (int)
                        (replay.getSampling().getSteps() * replay.getTraining().getTimestepFraction());
                yield steps * (passes + LOOK_AGAIN);
            }
            case RWR -> passes;
            case RWR_SPARSE ->
                passes * (1 - replay.getObjective().getRegression().getPercentile() / 100);
        };
    }
}
