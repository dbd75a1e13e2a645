package io.ddpo.schemas.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangeableSettingsTest {

    private final RunSpecification sound = Specifications.sound();

    @Test
    void everySettingIsNamedByItsPathInTheSpecification() {
        assertThat(ChangeableSettings.of(sound))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("iterations", "100"),
                        Map.entry("promptWeights", ""),
                        Map.entry("objective.clipRange", "1.0E-4"),
                        Map.entry("objective.advantageClamp", "5.0"),
                        Map.entry("objective.regression.beta", "0.2"),
                        Map.entry("objective.kl.coefficient", "0.0"),
                        Map.entry("training.learningRate", "3.0E-4"),
                        Map.entry("training.weightDecay", "1.0E-4"),
                        Map.entry("training.maxGradNorm", "1.0"),
                        Map.entry("training.timestepFraction", "1.0"),
                        Map.entry("rewardFailure.maxFailedShare", "0.1"),
                        Map.entry("evaluation.every", "0"),
                        Map.entry("guard.fall", "0.5"),
                        Map.entry("guard.onOveroptimisation", "ignore"),
                        Map.entry("retention.weightsKeepLast", "3"),
                        Map.entry("retention.weightsKeepEvery", "0"),
                        Map.entry("retention.trainingStateKeepLast", "2")));
    }

    @Test
    void everySettingCanBeChangedAndNothingElseChanges() {
        Map<String, String> changed = new TreeMap<>(Map.of(
                "iterations", "7",
                "objective.clipRange", "5.3E-4",
                "objective.advantageClamp", "10.0",
                "training.learningRate", "0.001",
                "training.weightDecay", "0.0",
                "training.maxGradNorm", "0.5",
                "training.timestepFraction", "0.25",
                "rewardFailure.maxFailedShare", "0.0",
                "evaluation.every", "5"));
        changed.putAll(Map.of(
                "guard.fall", "1.25",
                "guard.onOveroptimisation", "stop",
                "promptWeights", "2.5 a fox\n0.0 two wolves",
                "objective.regression.beta", "3.5",
                "objective.kl.coefficient", "0.01",
                "retention.weightsKeepLast", "9",
                "retention.weightsKeepEvery", "10",
                "retention.trainingStateKeepLast", "1"));

        RunSpecification after = ChangeableSettings.apply(sound, changed);

        assertThat(ChangeableSettings.of(after)).isEqualTo(changed);
        assertThat(ChangeableSettings.apply(after, ChangeableSettings.of(sound)))
                .isEqualTo(sound);
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeableSettings.apply(
                        sound,
                        Map.of(
                                "iterations", "many",
                                "guard.onOveroptimisation", "hope",
                                "training.learningRate", "-1",
                                "sampling.batch", "4")))
                .withMessageStartingWith(
                        "guard.onOveroptimisation: expected one of ignore, alert, stop, rollback, found"
                                + " 'hope'; iterations: expected a whole number, found 'many'; sampling.batch: expected one of"
                                + " evaluation.every, guard.fall, guard.onOveroptimisation, iterations, objective.advantageClamp,")
                .withMessageEndingWith("; training.learningRate: expected a number greater than 0, found -1.0");
    }
}
