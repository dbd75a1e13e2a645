package io.ddpo.rewards.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.jpeg.PillowCounts.Counted;
import io.ddpo.rewards.picture.SoundPicture;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pillow with libjpeg-turbo is the witness: {@code src/test/fixtures}. */
class JpegRewardTest {
    private static final Rewards REWARDS = Rewards.installed();

    @Test
    void eachOfAThousandPicturesHasAsManyKilobytesAsPillowWrites() {
        List<Counted> pictures = new PillowCounts().all();

        assertThat(pictures).hasSize(1000).allSatisfy(counted -> {
            double kilobytes = counted.bytes() / 1000.0;
            assertThat(score("jpeg-incompressibility", counted.picture()))
                    .as(counted.line())
                    .isEqualTo(Verdict.score(kilobytes, Map.of("kilobytes", kilobytes)));
        });
    }

    @Test
    void compressibilityIsTheNegative() {
        BufferedImage picture = Pictures.noise(33, 47);
        Verdict.Score large = (Verdict.Score) score("jpeg-incompressibility", picture);

        assertThat(score("jpeg-compressibility", picture)).isEqualTo(Verdict.score(-large.value(), large.components()));
        assertThat(large.value()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg-compressibility", "jpeg-incompressibility"})
    void itNeedsNothingAndRunsWhereTheSamplesPassBy(String name) {
        assertThat(REWARDS.needs(name, Map.of())).isEqualTo(Needs.inline());
    }

    @Test
    void parametersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REWARDS.needs("jpeg-compressibility", Map.of("quality", "50")))
                .withMessage("reward.parameters: expected none for jpeg-compressibility, got 'quality'");
    }

    private static Verdict score(String reward, BufferedImage picture) {
        return REWARDS.open(reward, Map.of())
                .score(List.of(Pictures.sample(SoundPicture.encode(picture, "png"))))
                .toCompletableFuture()
                .join()
                .get(0);
    }
}
