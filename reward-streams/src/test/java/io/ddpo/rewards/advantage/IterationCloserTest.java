package io.ddpo.rewards.advantage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ids sort against the order of their requests, so that neither is taken for the other. */
class IterationCloserTest {
    private final IterationCloser closer = new IterationCloser(new AdvantageSettings(true, 3, 1));
    private final List<Reward> inOrder = List.of(
            reward("d", "r-00001", 0, new Score(1.0, Map.of())),
            reward("c", "r-00001", 1, new Failure("sampling", "no memory")),
            reward("b", "r-00010", 0, new Score(2.0, Map.of())),
            reward("a", "r-00010", 1, new Score(4.0, Map.of())),
            reward("0", "r-00010", 2, new Failure("scoring", "too dark")));

    @Test
    void advantagesAndFailuresAreSortedByRequestAndIndex() {
        IterationCloser.Closing closing = close(inOrder);

        assertThat(advantages(closing)).extracting(Advantage::getTrajectoryId).containsExactly("d", "b", "a");
        assertThat(closing.closed().getTrajectoryIds()).containsExactly("d", "b", "a");
        assertThat(closing.closed().getFailures())
                .extracting(FailedSample::getTrajectoryId)
                .containsExactly("c", "0");
    }

    @Test
    void rewardsAreRememberedInThatOrderToo() {
        assertThat(close(inOrder).remembered()).containsExactly(Map.entry("a fox", List.of(1.0, 2.0, 4.0)));
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            List<Reward> shuffled = new ArrayList<>(inOrder);
            Collections.shuffle(shuffled, random);

            assertThat(close(shuffled)).isEqualTo(close(inOrder));
        }
    }

    @Test
    void theVersionIsTheOneTheIterationWasRequestedFor() {
        assertThat(close(inOrder).closed().getPolicyVersion()).isEqualTo(7);
    }

    private IterationCloser.Closing close(List<Reward> rewards) {
        return closer.close(5, rewards, prompt -> List.of());
    }

    private static List<Advantage> advantages(IterationCloser.Closing closing) {
        return closing.entries().stream()
                .map(AdvantageEntry::getEntry)
                .filter(Advantage.class::isInstance)
                .map(Advantage.class::cast)
                .toList();
    }

    private static Reward reward(String id, String request, int index, Object result) {
        return Reward.newBuilder()
                .setTrajectoryId(id)
                .setRequestId(request)
                .setIndexInRequest(index)
                .setIteration(5)
                .setIterationSize(5)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(7)
                .setPrompt("a fox")
                .setSeed(index)
                .setSampler("sampler-1")
                .setTrajectory(new Location("demo.trajectories", 0, (long) index, id, "0".repeat(64)))
                .setPicture(new PictureLocation("demo.samples", 0, (long) index))
                .setResult(result)
                .build();
    }
}
