package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClosedIterationTest {
    private final Advantage first = Trajectories.advantage("t000003-00000-0001", 1);
    private final Advantage second = Trajectories.advantage("t000003-00001-0000", -1);

    @Test
    void holdsWhatItsClosingRecordNames() {
        ClosedIteration closed = of(List.of(first, second), closing(first, second), 41);

        assertThat(closed.advantages()).containsExactly(first, second);
        assertThat(closed.nextOffset()).isEqualTo(42);
    }

    @Test
    void isInCanonicalOrderWhateverTheOrderOfTheLog() {
        assertThat(of(List.of(second, first), closing(second, first), 0).advantages())
                .containsExactly(first, second);
    }

    @Test
    void refusesAnIterationThatLacksAnEntry() {
        assertBroken(
                () -> of(List.of(first), closing(first, second), 0),
                "expected advantages of [t000003-00000-0001, t000003-00001-0000], found" + " [t000003-00000-0001]");
    }

    @Test
    void refusesAnEntryThatWasChanged() {
        Advantage forged = Trajectories.advantage("t000003-00001-0000", 9);

        assertBroken(
                () -> of(List.of(first, forged), closing(first, second), 0),
                "expected advantages with digest " + IterationDigest.of(List.of(first, second)) + ", found "
                        + IterationDigest.of(List.of(first, forged)));
    }

    @Test
    void refusesATrajectoryOfAnotherVersion() {
        Advantage stale =
                Trajectories.advantage("t000003-00001-0000").setPolicyVersion(2).build();

        assertBroken(
                () -> ClosedIteration.of(3, Set.of(stale.getTrajectoryId()), List.of(stale), closing(stale), 0),
                "expected trajectory t000003-00001-0000 of version 0, found 2");
    }

    private static void assertBroken(ThrowingCallable action, String sentence) {
        assertThatThrownBy(action).isInstanceOf(RejectedRecordException.class).hasMessage(sentence);
    }

    @Test
    void refusesToCloseWhatWasNotRequested() {
        assertBroken(
                () -> of(List.of(first), closing(first), 0),
                "expected a closing record of [t000003-00000-0001, t000003-00001-0000], found [t000003-00000-0001]");
    }

    @Test
    void countsWhatIsOfNoUseAmongTheFailures() {
        ClosedIteration closed = of(List.of(first, second), closing(first, second), 41);

        ClosedIteration usable = closed.without(Map.of(first.getTrajectoryId(), "broken"));

        assertThat(usable.advantages()).containsExactly(second);
        assertThat(usable.closed().getTrajectoryIds()).containsExactly(second.getTrajectoryId());
        assertThat(usable.closed().getFailures())
                .containsExactly(new FailedSample(first.getTrajectoryId(), new Failure("learner", "broken")));
        assertThat(usable.closed().getRewardMean()).isEqualTo(second.getReward());
        assertThat(usable.nextOffset()).isEqualTo(42);
        assertThat(closed.without(Map.of())).isSameAs(closed);
    }

    private ClosedIteration of(List<Advantage> read, IterationClosed closing, long offset) {
        Set<String> requested = Set.of(first.getTrajectoryId(), second.getTrajectoryId());
        return ClosedIteration.of(3, requested, read, closing, offset);
    }

    static IterationClosed closing(Advantage... advantages) {
        return IterationClosed.newBuilder()
                .setPolicyVersion(0)
                .setTrajectoryIds(List.of(advantages).stream()
                        .map(Advantage::getTrajectoryId)
                        .toList())
                .setFailures(List.of())
                .setRewardMean(1)
                .setRewardStd(1)
                .setDigest(IterationDigest.of(List.of(advantages)))
                .build();
    }
}
