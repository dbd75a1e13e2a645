package io.ddpo.rewards.evaluation;

import static io.ddpo.rewards.evaluation.EvaluationRewards.failed;
import static io.ddpo.rewards.evaluation.EvaluationRewards.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.rewards.TestRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Reward;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationCloserTest {
    private static final Instant NOW = Instant.ofEpochSecond(7);

    /** "a fox" is trained on, "a snail" is not. */
    private final EvaluationCloser closer = new EvaluationCloser(TestRun.specification());

    private final List<Reward> base = List.of(
            scored(0, "a fox", 0, 1, 0, 0, 0),
            scored(0, "a fox", 1, 2, 100, 100, 100),
            scored(0, "a snail", 2, 3, 200, 200, 200),
            scored(0, "a snail", 3, 4, 250, 250, 250));

    @Test
    void thereIsARecordOfTheWholeOfEachSetOfPromptsAndOfEachPrompt() {
        List<Metric> metrics = closer.close(base, base, NOW);

        assertThat(metrics)
                .extracting(Metric::getSeries, Metric::getLabels)
                .containsExactly(
                        tuple("evaluation", Map.of("prompts", "all")),
                        tuple("evaluation", Map.of("prompts", "trained")),
                        tuple("evaluation", Map.of("prompts", "held-out")),
                        tuple("evaluation.prompt", Map.of("prompt", "a fox", "prompts", "trained")),
                        tuple("evaluation.prompt", Map.of("prompt", "a snail", "prompts", "held-out")));
        assertThat(metrics).extracting(Metric::getTimestamp).containsOnly(NOW);
    }

    @Test
    void rewardGuardsAndDiversityAreMeansOverTheSamplesOfTheSet() {
        Map<String, Double> heldOut = closer.close(base, base, NOW).get(2).getValues();

        assertThat(heldOut)
                .contains(
                        entry("samples", 2.0),
                        entry("failures", 0.0),
                        entry("reward", 3.5),
                        entry("rewardStd", 0.5),
                        entry("guard.size", 7.0));
        assertThat(heldOut.get("diversity")).isEqualTo(50.0 / 255, within(1e-12));
    }

    @Test
    void theBaseIsRecognisedAsItself() {
        assertThat(closer.close(base, base, NOW).get(0).getValues())
                .contains(entry("recognised", 1.0), entry("change", 0.0));
    }

    @Test
    void aPictureIsRecognisedWhileItIsNearestToWhatTheBaseDrewFromTheSameSeed() {
        List<Reward> later = List.of(
                scored(2, "a fox", 0, 1, 40, 40, 40),
                scored(2, "a fox", 1, 2, 160, 160, 160),
                scored(2, "a snail", 2, 3, 200, 200, 200),
                scored(2, "a snail", 3, 4, 220, 220, 220));

        Map<String, Double> values = closer.close(later, base, NOW).get(0).getValues();

        assertThat(values).contains(entry("recognised", 0.5));
        assertThat(values.get("change")).isEqualTo((40 + 60 + 0 + 30) / 4.0 / 255, within(1e-12));
    }

    @Test
    void failuresAreCountedAndPartOfNoMean() {
        List<Reward> later = List.of(scored(2, "a fox", 0, 1, 0, 0, 0), failed(2, "a fox", 1), failed(2, "a snail", 2));

        List<Metric> metrics = closer.close(later, base, NOW);

        assertThat(metrics.get(0).getValues())
                .contains(entry("samples", 3.0), entry("failures", 2.0), entry("reward", 1.0))
                .doesNotContainKey("diversity");
        assertThat(metrics.get(2).getValues()).containsOnly(entry("samples", 1.0), entry("failures", 1.0));
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        List<Reward> shuffled = new ArrayList<>(base);
        Collections.reverse(shuffled);

        assertThat(closer.close(shuffled, shuffled, NOW)).isEqualTo(closer.close(base, base, NOW));
    }
}
