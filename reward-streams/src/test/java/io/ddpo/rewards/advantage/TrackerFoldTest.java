package io.ddpo.rewards.advantage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.payload.IterationDigest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackerFoldTest {
    private final TrackerFold fold = new TrackerFold(new AdvantageSettings(true, 3, 2));

    @Test
    void theNewestRewardsOfEachPromptAreRememberedInTheirOrder() {
        close(0, List.of(advantage("a", "fox", 1), advantage("b", "owl", 2), advantage("c", "fox", 3)));
        close(1, List.of(advantage("d", "fox", 4), advantage("e", "fox", 5)));

        assertThat(fold.remembered()).isEqualTo(Map.of("fox", List.of(3.0, 4.0, 5.0), "owl", List.of(2.0)));
    }

    @Test
    void whatNoClosingRecordStandsForIsPassedOver() {
        add(0, advantage("a", "fox", 100));
        close(0, List.of(advantage("a", "fox", 1)));
        add(1, advantage("b", "fox", 200));
        close(1, List.of(advantage("c", "fox", 2)));
        add(2, advantage("d", "fox", 300));

        assertThat(fold.remembered()).isEqualTo(Map.of("fox", List.of(1.0, 2.0)));
    }

    @Test
    void nothingIsRememberedWherePromptsAreNotTracked() {
        TrackerFold untracked = new TrackerFold(new AdvantageSettings(false, 3, 2));
        List<Advantage> advantages = List.of(advantage("a", "fox", 1));
        untracked.add(new AdvantageEntry(0, advantages.get(0)));
        untracked.add(new AdvantageEntry(0, closing(advantages)));

        assertThat(untracked.remembered()).isEmpty();
    }

    private void close(int iteration, List<Advantage> advantages) {
        advantages.forEach(advantage -> add(iteration, advantage));
        fold.add(new AdvantageEntry(iteration, closing(advantages)));
    }

    private void add(int iteration, Advantage advantage) {
        fold.add(new AdvantageEntry(iteration, advantage));
    }

    private static IterationClosed closing(List<Advantage> advantages) {
        return new IterationClosed(
                0,
                advantages.stream().map(Advantage::getTrajectoryId).toList(),
                List.of(),
                0.0,
                1.0,
                IterationDigest.of(advantages));
    }

    private static Advantage advantage(String id, String prompt, double reward) {
        return Advantage.newBuilder()
                .setTrajectoryId(id)
                .setRequestId("r")
                .setIndexInRequest(0)
                .setPolicyVersion(0)
                .setPrompt(prompt)
                .setReward(reward)
                .setAdvantage(0)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.PROMPT)
                .setCount(1)
                .setTrajectory(new Location("demo.trajectories", 0, 0L, id, "0".repeat(64)))
                .build();
    }
}
