package io.ddpo.local.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.Metric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogShareTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void isWhatNeitherTheLearnerNorTheSamplerComputes() {
        assertThat(LogShare.of(List.of(batch(0, "a", "TRAIN", 2), batch(0, "a", "TRAIN", 1), iteration(0, 10, 6)))
                        .orElseThrow())
                .isCloseTo(0.1, EXACT);
    }

    @Test
    void takesTheBusiestOfTheSamplers() {
        assertThat(LogShare.of(List.of(batch(0, "a", "TRAIN", 3), batch(0, "b", "TRAIN", 1), iteration(0, 10, 5)))
                        .orElseThrow())
                .isCloseTo(0.2, EXACT);
    }

    @Test
    void countsSamplingForEvaluationAsACost() {
        assertThat(LogShare.of(List.of(batch(0, "a", "TRAIN", 3), batch(0, "a", "EVALUATION", 4), iteration(0, 10, 3)))
                        .orElseThrow())
                .isCloseTo(0.4, EXACT);
    }

    @Test
    void waitingForAnEvaluationThatIsJudgedIsNone() {
        Metric iteration = iteration(0, 10, 3);
        Map<String, Double> values = new TreeMap<>(iteration.getValues());
        values.put("judgingSeconds", 2.0);
        Metric judged = Metric.newBuilder(iteration).setValues(values).build();

        assertThat(LogShare.of(List.of(batch(0, "a", "TRAIN", 3), judged)).orElseThrow())
                .isCloseTo(0.2, EXACT);
    }

    @Test
    void isTheMedianSoThatAnInterruptedIterationSaysLittle() {
        assertThat(LogShare.of(List.of(
                                batch(0, "a", "TRAIN", 4),
                                iteration(0, 10, 5),
                                batch(1, "a", "TRAIN", 4),
                                iteration(1, 1000, 5),
                                batch(2, "a", "TRAIN", 4),
                                iteration(2, 10, 4)))
                        .orElseThrow())
                .isCloseTo(0.2, EXACT);
    }

    @Test
    void isUnknownWithoutASampledIteration() {
        assertThat(LogShare.of(List.of(iteration(0, 10, 5)))).isEmpty();
    }

    @Test
    void isWhatNobodyComputesWhereTheyWorkBesideEachOther() {
        List<Metric> metrics = List.of(
                at(-9, batch(2, "a", "TRAIN", 4)), // one of its seconds is within the iteration
                at(-4, batch(2, "a", "TRAIN", 2)),
                at(5, batch(3, "a", "EVALUATION", 6)), // and one of this one
                at(-5, batch(3, "b", "TRAIN", 1)),
                pipelined(1, 10, 3, 2)); // trains from -5 to -2

        assertThat(LogShare.of(metrics).orElseThrow())
                .as("-10 to -9, -6 to -2, -1 to 0")
                .isCloseTo(0.4, EXACT);
    }

    @Test
    void isTheLearnersOwnWhereTheSamplerHasNothingToDo() {
        assertThat(LogShare.of(List.of(at(-20, batch(2, "a", "TRAIN", 1)), pipelined(1, 10, 9, 0.5)))
                        .orElseThrow())
                .isCloseTo(0.1, EXACT);
    }

    private static Metric at(double second, Metric metric) {
        return Metric.newBuilder(metric)
                .setTimestamp(Runs.START.plusMillis(Math.round(second * 1000)))
                .build();
    }

    private static Metric pipelined(int iteration, double wallSeconds, double modelSeconds, double publishingSeconds) {
        Map<String, Double> values = Map.of(
                "wallSeconds",
                wallSeconds,
                "modelSeconds",
                modelSeconds,
                "publishingSeconds",
                publishingSeconds,
                "staleness",
                1.0);
        return metric("iteration", iteration, values).build();
    }

    private static Metric batch(int iteration, String worker, String purpose, double modelSeconds) {
        return metric("sampler.batch", iteration, Map.of("modelSeconds", modelSeconds))
                .setLabels(Map.of("worker", worker, "purpose", purpose))
                .build();
    }

    private static Metric iteration(int iteration, double wallSeconds, double modelSeconds) {
        return metric("iteration", iteration, Map.of("wallSeconds", wallSeconds, "modelSeconds", modelSeconds))
                .build();
    }

    private static Metric.Builder metric(String series, int iteration, Map<String, Double> values) {
        return Metric.newBuilder()
                .setSeries(series)
                .setIteration(iteration)
                .setPolicyVersion(iteration)
                .setStep(iteration)
                .setTimestamp(Runs.START)
                .setValues(values);
    }
}
