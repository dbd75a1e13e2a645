package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewardNeedsTest {
    @Test
    void aGuardThatNeedsWorkersBringsScorers() {
        RunSpecification painted = guardedBy(new RewardSettings("painted-text", Map.of()));

        assertThat(RewardNeeds.scorers(Runs.specification())).isFalse();
        assertThat(RewardNeeds.scorers(guardedBy(new RewardSettings("contrast", Map.of()))))
                .isFalse();
        assertThat(RewardNeeds.scorers(painted)).isTrue();
        assertThat(RewardNeeds.problems(painted)).isEmpty();
    }

    @Test
    void aGuardIsAskedAboutThePromptsOfEvaluations() {
        Map<String, String> model = Map.of("url", "http://localhost:1/v1", "model", "llava");

        assertThat(RewardNeeds.problems(guardedBy(new RewardSettings("strict-satisfaction", model))))
                .containsExactly(
                        "evaluation.prompts[0].metadata: expected [answers, questions], which the reward needs,"
                                + " found [noun]");
    }

    @Test
    void aGuardThatThereIsNotIsRefused() {
        assertThat(RewardNeeds.problems(guardedBy(new RewardSettings("beauty", Map.of()))))
                .singleElement()
                .asString()
                .startsWith("reward.name: expected one of ")
                .endsWith(", got 'beauty'");
    }

    private static RunSpecification guardedBy(RewardSettings guard) {
        return RunSpecification.newBuilder(Runs.specification())
                .setGuard(new GuardSettings(List.of(guard), 0.2, OnOveroptimisation.ALERT))
                .build();
    }
}
