package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.payload.IterationDigest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClosedIterationTest {
    private final Advantage first = Trajectories.advantage("t000003-00000-0001", 1);
    private final Advantage second = Trajectories.advantage("t000003-00001-0000", -1);

    @Test
    void holdsWhatItsClosingRecordNames() {
        ClosedIteration closed = ClosedIteration.of(3, List.of(first, second), closing(first, second), 41);

        assertThat(closed.advantages()).containsExactly(first, second);
        assertThat(closed.nextOffset()).isEqualTo(42);
    }

    @Test
    void isInCanonicalOrderWhateverTheOrderOfTheLog() {
        assertThat(ClosedIteration.of(3, List.of(second, first), closing(second, first), 0)
                        .advantages())
                .containsExactly(first, second);
    }

    @Test
    void refusesAnIterationThatLacksAnEntry() {
        assertBroken(
                () -> ClosedIteration.of(3, List.of(first), closing(first, second), 0),
                "iteration 3: expected advantages of [t000003-00000-0001, t000003-00001-0000], found"
                        + " [t000003-00000-0001]");
    }

    @Test
    void refusesAnEntryThatWasChanged() {
        Advantage forged = Trajectories.advantage("t000003-00001-0000", 9);

        assertBroken(
                () -> ClosedIteration.of(3, List.of(first, forged), closing(first, second), 0),
                "iteration 3: expected advantages with digest " + IterationDigest.of(List.of(first, second))
                        + ", found " + IterationDigest.of(List.of(first, forged)));
    }

    @Test
    void refusesATrajectoryOfAnotherVersion() {
        Advantage stale =
                Trajectories.advantage("t000003-00001-0000").setPolicyVersion(2).build();

        assertBroken(
                () -> ClosedIteration.of(3, List.of(stale), closing(stale), 0),
                "iteration 3: expected trajectory t000003-00001-0000 of version 0, found 2");
    }

    private static void assertBroken(ThrowingCallable action, String sentence) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN))
                .hasMessage(sentence);
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
