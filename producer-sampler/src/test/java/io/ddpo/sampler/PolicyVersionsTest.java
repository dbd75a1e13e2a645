package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyVersionsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final Progress progress = new Progress(clock);
    private final WeightsLog log = new WeightsLog();
    private Policy policy;
    private LatentDecoder decoder;
    private PolicyVersions versions;

    @BeforeEach
    void load() throws IOException {
        policy = TinyModel.policy();
        decoder = TinyModel.decoder();
        SamplerModel model = new LoadedPolicy(policy, decoder, Requests.BASE_DIGEST);
        versions = new PolicyVersions(model, log.manifests, log.downloads, PATIENCE, clock);
    }

    @AfterEach
    void close() {
        decoder.close();
        policy.close();
    }

    @Test
    void becomesTheVersionThatTheManifestDescribes() throws IOException {
        WeightsManifest.Builder manifest = log.publish(3, scaled(2));
        log.commit(manifest);

        versions.bringTo(3, progress);

        assertThat(policy.sha256()).isEqualTo(manifest.getPolicySha256());
        assertThat(versions.current()).hasValue(3);
    }

    @Test
    void followsFromVersionToVersion() throws IOException {
        log.commit(log.publish(0, scaled(1)));
        versions.bringTo(0, progress);
        WeightsManifest.Builder second = log.publish(1, scaled(2));
        log.commit(second);

        versions.bringTo(1, progress);

        assertThat(policy.sha256()).isEqualTo(second.getPolicySha256());
    }

    @Test
    void readsTheChunksOfTheVersionInPlaceNotAgain() throws IOException {
        log.commit(log.publish(0, scaled(1)));
        versions.bringTo(0, progress);
        log.prune();

        versions.bringTo(0, progress);

        assertThat(versions.current()).hasValue(0);
    }

    @Test
    void waitsForAManifestThatIsNotVisibleYet() throws IOException {
        WeightsManifest.Builder manifest = log.publish(0, scaled(1));
        log.manifestConsumer.schedulePollTask(() -> clock.pass(Duration.ofMinutes(1)));
        log.manifestConsumer.schedulePollTask(() -> log.commit(manifest));

        versions.bringTo(0, progress);

        assertThat(versions.current()).hasValue(0);
        assertThat(progress.lastSign()).as("sign of life while waiting").isEqualTo(clock.instant());
    }

    @Test
    void givesUpOnAManifestThatDoesNotCome() {
        log.manifestConsumer.schedulePollTask(() -> clock.pass(PATIENCE.plusMillis(1)));

        assertFatal(
                () -> versions.bringTo(7, progress),
                ExitCode.UNAVAILABLE,
                "topic demo.weights-versions: expected the manifest of version 7 within 5m (manifest.timeout), found"
                        + " none");
    }

    @Test
    void stopsWaitingWhenTheRequestIsGivenUp() {
        log.manifestConsumer.schedulePollTask(progress::cancel);

        assertThatThrownBy(() -> versions.bringTo(7, progress)).isInstanceOf(CancellationException.class);
    }

    @Test
    void leavesIfTheVersionHasAnotherBase() {
        log.commit(log.publish(0, scaled(1)).setBaseDigest("07".repeat(32)));

        assertFatal(
                () -> versions.bringTo(0, progress),
                ExitCode.CONTRACT_BROKEN,
                "topic demo.weights-versions version 0: expected a base model with digest " + Requests.BASE_DIGEST
                        + ", found " + "07".repeat(32));
    }

    @Test
    void leavesIfTheLogDoesNotHoldWhatTheManifestSays() {
        WeightsManifest.Builder manifest = log.publish(0, scaled(1));
        ChunkedPayload payload = manifest.getWeights();
        manifest.setWeights(
                ChunkedPayload.newBuilder(payload).setSha256("07".repeat(32)).build());
        log.commit(manifest);

        assertFatal(
                () -> versions.bringTo(0, progress),
                ExitCode.CONTRACT_BROKEN,
                "topic demo.weights version 0: expected SHA-256 " + "07".repeat(32) + ", found " + payload.getSha256());
    }

    @Test
    void leavesIfTheTensorsAreNotThoseOfThePolicy() {
        SortedMap<String, FloatTensor> others = new TreeMap<>();
        others.put("another", new FloatTensor(new float[] {1}, 1));
        log.commit(log.publish(0, others));

        assertFatal(
                () -> versions.bringTo(0, progress),
                ExitCode.CONTRACT_BROKEN,
                "topic demo.weights-versions version 0: expected the trainable parameters of this policy, found"
                        + " expected weights for " + policy.trainable().size()
                        + " trainable tensors, came 1 with other names");
        assertThat(versions.current()).isEmpty();
    }

    @Test
    void leavesIfThePolicyWouldHaveAnotherDigest() {
        log.commit(log.publish(0, scaled(1)).setPolicySha256("07".repeat(32)));

        assertFatal(
                () -> versions.bringTo(0, progress),
                ExitCode.CONTRACT_BROKEN,
                "topic demo.weights-versions version 0: expected policySha256 " + "07".repeat(32) + ", found "
                        + policy.sha256());
    }

    @Test
    void refusesAVersionWhoseWeightsThePastHasTaken() {
        log.commit(log.publish(0, scaled(1)));
        log.commit(log.publish(1, scaled(2)));
        log.prune();

        assertThatThrownBy(() -> versions.bringTo(0, progress))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessage("version 0 is past and its weights are gone: topic demo.weights partition 0 offset 0:"
                        + " expected a record, found none in the log");
    }

    private SortedMap<String, FloatTensor> scaled(float factor) {
        SortedMap<String, FloatTensor> weights = policy.snapshot();
        weights.values().forEach(tensor -> {
            for (int i = 0; i < tensor.values().length; i++) {
                tensor.values()[i] *= factor;
            }
        });
        return weights;
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void assertFatal(Attempt attempt, ExitCode code, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
