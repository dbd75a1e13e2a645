package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestFollowerTest {
    private static final Duration NOW = Duration.ZERO;

    private final WeightsLog log = new WeightsLog();
    private final ManifestFollower manifests = log.manifests;

    @Test
    void readsEveryVersionFromTheBeginning() {
        log.commit(WeightsLog.manifest(0));
        log.commit(WeightsLog.manifest(1));

        manifests.read(NOW);

        assertThat(manifests.find(0)).isPresent();
        assertThat(manifests.latest()).map(WeightsManifest::getVersion).hasValue(1);
    }

    @Test
    void knowsNothingBeforeItReads() {
        log.commit(WeightsLog.manifest(0));

        assertThat(manifests.find(0)).isEmpty();
        assertThat(manifests.latest()).isEmpty();
        assertThat(manifests.isRunOver()).isFalse();
        assertThat(manifests.isQuarantined("sampler-1")).isFalse();
    }

    @Test
    void theLatestIsTheLastInTheLogAndNotTheHighest() {
        log.commit(WeightsLog.manifest(2));
        log.commit(WeightsLog.manifest(1));

        manifests.read(NOW);

        assertThat(manifests.latest()).map(WeightsManifest::getVersion).hasValue(1);
    }

    @Test
    void aTombstoneChangesNothing() {
        log.commit(WeightsLog.manifest(0));
        log.forget(0);

        manifests.read(NOW);

        assertThat(manifests.latest()).map(WeightsManifest::getVersion).hasValue(0);
    }

    @Test
    void readsToTheEndOfTheLog() {
        log.commit(WeightsLog.manifest(0));
        log.commit(WeightsLog.manifest(1));

        manifests.readToEnd(NOW);

        assertThat(manifests.latest()).map(WeightsManifest::getVersion).hasValue(1);
    }

    @Test
    void aRunIsOverWhenItsLastManifestSaysSo() {
        log.commit(WeightsLog.manifest(0).setState(RunState.PAUSED));
        manifests.read(NOW);
        assertThat(manifests.isRunOver()).isFalse();

        log.commit(WeightsLog.manifest(1).setState(RunState.FINISHED));
        manifests.read(NOW);
        assertThat(manifests.isRunOver()).isTrue();
    }

    @Test
    void aSamplerIsQuarantinedByName() {
        log.commit(WeightsLog.manifest(1).setQuarantined(List.of("sampler-1")));
        manifests.read(NOW);

        assertThat(manifests.isQuarantined("sampler-1")).isTrue();
        assertThat(manifests.isQuarantined("sampler-11")).isFalse();
    }
}
