package io.ddpo.rewards.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.rewards.Fixture;
import io.ddpo.schemas.avro.AdvantageSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** numpy is the witness: {@code src/test/fixtures}. */
class NormalisationTest {
    /** numpy sums pairwise, we in order: the last bits differ, and where nothing spreads the floor magnifies them. */
    private static final double TOLERANCE = 1e-9;

    private final Map<String, List<Double>> memory = new HashMap<>();

    static Stream<String> scenarios() {
        return rows().map(row -> row.get("scenario")).distinct();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void advantagesAreThoseOfNumpyBatchAfterBatch(String scenario) {
        List<Map<String, String>> rows =
                rows().filter(row -> row.get("scenario").equals(scenario)).toList();
        Normalisation normalisation = Normalisation.of(settings(rows.get(0)));

        for (List<Map<String, String>> batch : batches(rows)) {
            List<Normalised> advantages = apply(
                    normalisation, batch.stream().map(NormalisationTest::sample).toList());

            assertThat(advantages).zipSatisfy(batch, NormalisationTest::assertAgrees);
        }
    }

    @Test
    void aPromptIsJudgedByItselfOnceItHasEnoughRewardsTheNewOnesIncluded() {
        Normalisation tracker = new PerPromptTracker(4, 3);

        List<Normalised> first = apply(tracker, rewards("fox", 1, 3));
        List<Normalised> second = apply(tracker, rewards("fox", 5));

        assertThat(first).extracting(Normalised::ownPrompt).containsExactly(false, false);
        assertThat(second)
                .extracting(Normalised::ownPrompt, Normalised::mean, Normalised::count)
                .containsExactly(tuple(true, 3.0, 3));
    }

    @Test
    void theOldestRewardsAreForgotten() {
        Normalisation tracker = new PerPromptTracker(3, 1);

        apply(tracker, rewards("fox", 1, 2));
        apply(tracker, rewards("fox", 3, 4));

        assertThat(memory).containsExactly(Map.entry("fox", List.of(2.0, 3.0, 4.0)));
    }

    @Test
    void aPromptThatIsNotInTheBatchIsLeftAlone() {
        Normalisation tracker = new PerPromptTracker(3, 1);
        apply(tracker, rewards("fox", 1));

        assertThat(tracker.apply(rewards("owl", 2), this::remembered).remembered())
                .containsOnlyKeys("owl");
    }

    @Test
    void aBatchWithoutRewardsHasNoAdvantages() {
        assertThat(apply(new PerPromptTracker(3, 1), List.of())).isEmpty();
        assertThat(apply(new WholeBatch(), List.of())).isEmpty();
    }

    @Test
    void aRewardThatIsNoNumberIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new PromptReward("fox", Double.NaN))
                .withMessage("reward: expected a finite number, got NaN");
    }

    @Test
    void aBufferThatNeverHoldsEnoughIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new PerPromptTracker(8, 9))
                .withMessage("minCount: expected 1 to bufferSize (8), got 9");
    }

    private List<Normalised> apply(Normalisation normalisation, List<PromptReward> batch) {
        Normalisation.Result result = normalisation.apply(batch, this::remembered);
        memory.putAll(result.remembered());
        return result.advantages();
    }

    private List<Double> remembered(String prompt) {
        return memory.getOrDefault(prompt, List.of());
    }

    private static List<PromptReward> rewards(String prompt, double... rewards) {
        return Arrays.stream(rewards)
                .mapToObj(reward -> new PromptReward(prompt, reward))
                .toList();
    }

    private static void assertAgrees(Normalised ours, Map<String, String> numpy) {
        assertThat(ours.advantage()).isCloseTo(number(numpy, "advantage"), within(TOLERANCE));
        assertThat(ours.mean()).isCloseTo(number(numpy, "mean"), within(TOLERANCE));
        assertThat(ours.divisor()).isCloseTo(number(numpy, "std"), within(TOLERANCE));
        assertThat(ours.ownPrompt()).isEqualTo(numpy.get("scope").equals("prompt"));
        assertThat(ours.count()).isEqualTo((int) number(numpy, "count"));
    }

    private static AdvantageSettings settings(Map<String, String> row) {
        return new AdvantageSettings(Boolean.parseBoolean(row.get("perPrompt")), (int) number(row, "bufferSize"), (int)
                number(row, "minCount"));
    }

    private static PromptReward sample(Map<String, String> row) {
        return new PromptReward(row.get("prompt"), number(row, "reward"));
    }

    private static Collection<List<Map<String, String>>> batches(List<Map<String, String>> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.get("batch"), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private static Stream<Map<String, String>> rows() {
        return Fixture.table("advantage/tracker.tsv").stream();
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }
}
