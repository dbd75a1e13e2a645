package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Precision;
import org.junit.jupiter.api.Test;

class RatioContractTest {
    private final RatioContract contract = RatioContract.of(1e-3, Precision.FP32);

    @Test
    void allowsATenthOfTheClipRange() {
        contract.measured("good", 0.9e-4f);
        contract.measured("good", -0.9e-4f);

        assertThat(contract.broken()).isEmpty();
        assertThat(contract.maxLogRatio()).isEqualTo((double) 0.9e-4f);
    }

    @Test
    void measuresDriftBelowFp32AndAllowsAnyButNoNumber() {
        RatioContract reduced = RatioContract.of(1e-3, Precision.BF16);
        reduced.measured("coarse", 0.5f);
        reduced.measured("broken", Float.NaN);

        assertThat(reduced.broken()).containsExactly("broken");
        assertThat(reduced.samplers()).containsExactly("broken", "coarse");
    }

    @Test
    void allowsSamplesOfAnotherPolicyAnyDriftButNoNumber() {
        RatioContract offPolicy = RatioContract.offPolicy();
        offPolicy.measured("late", -3);
        offPolicy.measured("broken", Float.NaN);

        assertThat(offPolicy.broken()).containsExactly("broken");
        assertThat(offPolicy.maxLogRatio()).isInfinite();
    }

    @Test
    void namesEverySamplerWhoseWorstTransitionIsOver() {
        contract.measured("b", 0);
        contract.measured("b", -1.1e-4f);
        contract.measured("b", 0);
        contract.measured("c", 0.5e-4f);
        contract.measured("a", 2);

        assertThat(contract.broken()).containsExactly("a", "b");
        assertThat(contract.samplers()).containsExactly("a", "b", "c");
        assertThat(contract.maxLogRatio()).isEqualTo(2);
    }

    @Test
    void takesWhatIsNotANumberForABreach() {
        contract.measured("broken", Float.NaN);

        assertThat(contract.broken()).containsExactly("broken");
        assertThat(contract.maxLogRatio()).isInfinite();
    }

    @Test
    void saysWhatIsWrong() {
        contract.measured("a", 0.5f);

        assertThat(contract.sentence("a"))
                .isEqualTo("sampler a: expected log-probabilities within 1.0E-4 of the learner's (a tenth of the clip"
                        + " range), found 0.5");
        assertThat(contract.sentence("b"))
                .isEqualTo("sampler b: expected nothing more after its quarantine, found trajectories of it");
    }
}
