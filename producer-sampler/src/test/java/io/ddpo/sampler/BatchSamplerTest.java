package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.SamplingSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
    private final Progress progress = new Progress(InstantSource.system());
    private Policy policy;
    private BatchSampler sampler;

    @BeforeEach
    void load() throws IOException {
        policy = TinyModel.policy();
        sampler = new BatchSampler(policy);
    }

    @AfterEach
    void close() {
        policy.close();
    }

    @Test
    void drawsATrajectoryForEverySampleOfTheBatchPaddingIncluded() {
        List<Trajectory> sampled = sampler.sample(Requests.sound(), progress);

        assertThat(sampled).hasSize(3);
        assertThat(sampled).allSatisfy(trajectory -> {
            assertThat(trajectory.latents()).hasDimensions(5, 3 * 16 * 16);
            assertThat(trajectory.timesteps()).hasSize(4).isSortedAccordingTo((a, b) -> b - a);
            assertThat(trajectory.logProbabilities()).hasSize(4);
        });
        assertThat(progress.share()).isEqualTo(1.0);
    }

    @Test
    void theSameRequestGivesTheSameBits() {
        List<Trajectory> first = sampler.sample(Requests.sound(), progress);
        List<Trajectory> second = sampler.sample(Requests.sound(), progress);

        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).latents()).isDeepEqualTo(first.get(i).latents());
            assertThat(second.get(i).logProbabilities()).isEqualTo(first.get(i).logProbabilities());
        }
    }

    @Test
    void samplesDifferBySeed() {
        List<Trajectory> sampled = sampler.sample(Requests.sound(), progress);

        assertThat(sampled.get(0).last()).isNotEqualTo(sampled.get(1).last());
    }

    @Test
    void latentsAreRoundedToWhatIsPublished() {
        Trajectory half = sampler.sample(Requests.sound(), progress).get(0);
        Trajectory full = sampler.sample(with(new SamplingSettings(4, 1.0, 3.0, 3, LatentDtype.FLOAT32)), progress)
                .get(0);

        assertThat(Arrays.stream(half.latents()).allMatch(BatchSamplerTest::isHalf))
                .isTrue();
        assertThat(Arrays.stream(full.latents()).allMatch(BatchSamplerTest::isHalf))
                .isFalse();
    }

    @Test
    void stopsAtTheNextStepWhenTheRequestIsGivenUp() {
        progress.cancel();

        assertThatThrownBy(() -> sampler.sample(Requests.sound(), progress)).isInstanceOf(CancellationException.class);
        assertThat(progress.share()).isEqualTo(0.25);
    }

    @Test
    void refusesSettingsThatNoLogProbabilityComesOf() {
        assertRefused(
                new SamplingSettings(4, 0.0, 3.0, 3, LatentDtype.FLOAT16),
                "request r-7: eta: expected a number above 0 and at most 1, came 0.0;"
                        + " without noise a step has no log-probability");
    }

    @Test
    void refusesMoreStepsThanTheModelKnows() {
        assertRefused(
                new SamplingSettings(1001, 1.0, 3.0, 3, LatentDtype.FLOAT16),
                "request r-7: sampling steps: expected 1 to 1000, came 1001");
    }

    private void assertRefused(SamplingSettings settings, String reason) {
        assertThatThrownBy(() -> sampler.sample(with(settings), progress))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessage(reason);
    }

    private static RolloutRequest with(SamplingSettings settings) {
        return Requests.varied().setSampling(settings).build();
    }

    private static boolean isHalf(float[] values) {
        for (float value : values) {
            if (HalfFloats.toFloat(HalfFloats.round(value)) != value) {
                return false;
            }
        }
        return true;
    }
}
