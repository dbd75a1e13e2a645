package io.ddpo.learner.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import io.ddpo.schemas.avro.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EvaluationPointsTest {
    private static final Map<String, Double> ALL = Map.of(
            "reward", -1.3,
            "rewardStd", 0.2,
            "guard.contrast", 0.2,
            "guardStd.contrast", 0.05,
            "diversity", 0.1);

    @Test
    void figuresAreThoseOfPromptsThatAreTrainedOn() {
        Map<String, Double> trained = Map.of(
                "reward", -1.2, "rewardStd", 0.1, "guard.contrast", 0.15, "guardStd.contrast", 0.04, "diversity", 0.08);

        List<EvaluationPoint> points = EvaluationPoints.of(List.of(
                evaluation(2, "all", ALL),
                evaluation(2, "trained", trained),
                evaluation(2, "held-out", Map.of("reward", -1.1, "rewardStd", 0.3))));

        assertThat(points)
                .containsExactly(new EvaluationPoint(
                        2,
                        new Spread(-1.2, 0.1),
                        Optional.of(new Spread(-1.1, 0.3)),
                        Map.of("contrast", new Spread(0.15, 0.04)),
                        OptionalDouble.of(0.08),
                        OptionalDouble.empty()));
    }

    @Test
    void figuresAreThoseOfAllPromptsWhereNoneIsTrainedOn() {
        assertThat(EvaluationPoints.of(List.of(evaluation(2, "all", ALL))))
                .containsExactly(new EvaluationPoint(
                        2,
                        new Spread(-1.3, 0.2),
                        Optional.empty(),
                        Map.of("contrast", new Spread(0.2, 0.05)),
                        OptionalDouble.of(0.1),
                        OptionalDouble.empty()));
    }

    @Test
    void theDivergenceIsThatOfTheIterationThatTheVersionSampled() {
        Metric iteration = metric("iteration", 2, Map.of(), Map.of("klToBase", 0.01));

        assertThat(EvaluationPoints.of(List.of(evaluation(2, "all", ALL), iteration)))
                .extracting(EvaluationPoint::klToBase)
                .containsExactly(OptionalDouble.of(0.01));
    }

    @Test
    void versionsAreInOrderAndThoseWithoutAScoredPictureAreLeftOut() {
        List<EvaluationPoint> points = EvaluationPoints.of(List.of(
                evaluation(4, "all", ALL),
                evaluation(2, "all", Map.of("samples", 4.0, "failures", 4.0)),
                evaluation(6, "all", Map.of("reward", Double.NaN, "rewardStd", 0.1)),
                evaluation(8, "", ALL),
                evaluation(0, "all", ALL),
                metric("learner.update", 3, Map.of(), Map.of("loss", 1.0))));

        assertThat(points).extracting(EvaluationPoint::version).containsExactly(0, 4);
    }

    private static Metric evaluation(int version, String prompts, Map<String, Double> values) {
        return metric("evaluation", version, Map.of("prompts", prompts), values);
    }

    private static Metric metric(String series, int version, Map<String, String> labels, Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(version)
                .setPolicyVersion(version)
                .setStep(version)
                .setTimestamp(Instant.EPOCH)
                .setValues(values)
                .setLabels(labels)
                .build();
    }
}
