package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.RegressionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** numpy is the witness: {@code src/test/fixtures}. */
class SampleWeightsTest {

    record Row(
            String scenario,
            double beta,
            double percentile,
            boolean perPrompt,
            String prompt,
            double reward,
            double softmax,
            double best) {}

    static Stream<List<Row>> scenarios() {
        return rows()
                .collect(Collectors.groupingBy(Row::scenario, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void softmaxWeightsAreThoseOfNumpy(List<Row> rows) {
        double[] weights = weights(Algorithm.RWR, rows);

        for (int i = 0; i < weights.length; i++) {
            double expected = rows.get(i).softmax();
            assertThat(weights[i]).as(rows.get(i).toString()).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theBestAreThoseOfNumpy(List<Row> rows) {
        assertThat(weights(Algorithm.RWR_SPARSE, rows))
                .containsExactly(rows.stream().mapToDouble(Row::best).toArray());
    }

    @Test
    void weightsOfAGroupHaveTheMeanOne() {
        double[] weights = weights(Algorithm.RWR, scenarios().findFirst().orElseThrow());

        assertThat(Arrays.stream(weights).average().orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void thereIsNoWeightWithoutSamples() {
        assertThat(new SoftmaxWeights(1, new RewardGroups(false)).of(List.of())).isEmpty();
        assertThat(new BestWeights(90, new RewardGroups(false)).of(List.of())).isEmpty();
    }

    private static double[] weights(Algorithm algorithm, List<Row> rows) {
        Row first = rows.get(0);
        Objective objective = Objective.newBuilder()
                .setAlgorithm(algorithm)
                .setClipRange(1)
                .setAdvantageClamp(1)
                .setRegression(new RegressionSettings(first.beta(), first.perPrompt(), first.percentile()))
                .build();
        return SampleWeights.of(objective)
                .of(rows.stream()
                        .map(row -> new TrainingSample("id", "sampler", row.prompt(), row.reward(), 0, new float[0], 0))
                        .toList());
    }

    private static Stream<Row> rows() {
        try (InputStream in = SampleWeightsTest.class.getResourceAsStream("/fixtures/regression-weights.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> row(line.split("\t")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String[] cells) {
        return new Row(
                cells[0],
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Boolean.parseBoolean(cells[3]),
                cells[4],
                Double.parseDouble(cells[5]),
                Double.parseDouble(cells[6]),
                Double.parseDouble(cells[7]));
    }
}
