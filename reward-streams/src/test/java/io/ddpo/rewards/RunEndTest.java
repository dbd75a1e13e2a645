package io.ddpo.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunEndTest {
    private final Manifests manifests = new Manifests();

    @Test
    void aRunWithoutManifestsIsNotOver() {
        assertThat(manifests.areOver()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aRunIsOverWhenItIsStoppedOrFinished(RunState state) {
        manifests.commit(RunState.RUNNING);
        manifests.commit(state);

        assertThat(manifests.areOver()).isEqualTo(state == RunState.STOPPED || state == RunState.FINISHED);
        assertThat(manifests.areOver()).isEqualTo(state == RunState.STOPPED || state == RunState.FINISHED);
    }

    @Test
    void theLatestManifestCounts() {
        manifests.commit(RunState.STOPPED);
        assertThat(manifests.areOver()).isTrue();

        manifests.commit(RunState.RUNNING);
        manifests.prune(0);
        assertThat(manifests.areOver()).isFalse();
    }
}
