package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GateTest {
    private final FakeTime time = new FakeTime();

    @Test
    void noMoreCallsAtOnceThanTheRewardCanBear() throws InterruptedException {
        Gate gate = gate(2, OptionalDouble.empty());

        assertThat(gate.enter(soon())).isTrue();
        assertThat(gate.enter(soon())).isTrue();
        assertThat(gate.enter(time.now() + 1)).isFalse();

        gate.abandoned();
        assertThat(gate.enter(soon())).isTrue();
    }

    @Test
    void callsBeginAtThePaceThatIsAllowed() throws InterruptedException {
        Gate gate = gate(10, OptionalDouble.of(4));

        for (int i = 0; i < 5; i++) {
            assertThat(gate.enter(soon())).isTrue();
        }

        assertThat(time.pauses).hasSize(4).allSatisfy(pause -> assertThat(pause).isEqualTo(Duration.ofMillis(250)));
    }

    @Test
    void aRewardThatSaysWhenToComeBackIsLeftAloneUntilThen() throws InterruptedException {
        Gate gate = gate(2, OptionalDouble.empty());
        gate.enter(soon());

        gate.failed(new UnavailableException("busy", Optional.of(Duration.ofSeconds(7))));

        assertThat(gate.enter(soon())).isTrue();
        assertThat(time.pauses).containsExactly(Duration.ofSeconds(7));
        assertThat(gate.isShut()).isFalse();
    }

    @Test
    void aRewardThatDoesNotAnswerShutsIt() throws InterruptedException {
        Gate gate = gate(1, OptionalDouble.empty());

        for (int i = 0; i < 5; i++) {
            gate.enter(soon());
            gate.failed(new IllegalStateException("no answer"));
        }

        assertThat(gate.isShut()).isTrue();
        assertThat(gate.enter(time.now() + Duration.ofMillis(300).toNanos())).isFalse();
        assertThat(gate.enter(soon())).isTrue();
        assertThat(time.pauses).containsExactly(Duration.ofMillis(300), Duration.ofMillis(700));
    }

    private long soon() {
        return time.now() + Duration.ofMinutes(1).toNanos();
    }

    private Gate gate(int concurrency, OptionalDouble rate) {
        return new Gate(new Limits(concurrency, rate, Duration.ofSeconds(1), 3, Duration.ofMinutes(1)), time);
    }
}
