package io.ddpo.rewards.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelRewardTest {
    private static final int BLACK = 0;
    private static final int WHITE = 0xFFFFFF;

    @Test
    void halfBlackAndHalfWhiteHasTheMostContrast() throws Exception {
        assertThat(score("contrast", (x, y) -> x < 4 ? BLACK : WHITE)).isEqualTo(0.5, within(1e-12));
        assertThat(score("contrast", (x, y) -> 0x808080)).isEqualTo(0, within(1e-9));
    }

    @Test
    void oneColourIsSmoothAndAChessboardIsNot() throws Exception {
        assertThat(score("smoothness", (x, y) -> 0x123456)).isZero();
        assertThat(score("smoothness", (x, y) -> (x + y) % 2 == 0 ? BLACK : WHITE))
                .isEqualTo(-1, within(1e-12));
        assertThat(score("smoothness", (x, y) -> x < 4 ? BLACK : WHITE))
                .as("8 of 112 pairs of neighbours differ")
                .isEqualTo(-8 / 112.0, within(1e-12));
    }

    @Test
    void whatIsNoPictureHasNoScore() {
        assertThat(verdict("contrast", new byte[] {1, 2}))
                .isInstanceOfSatisfying(
                        Verdict.Failure.class,
                        failure -> assertThat(failure.reason()).startsWith("picture: expected a PNG, got 2 bytes"));
    }

    private static double score(String reward, IntBinaryOperator colours) throws IOException {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                picture.setRGB(x, y, colours.applyAsInt(x, y));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return ((Verdict.Score) verdict(reward, out.toByteArray())).value();
    }

    private static Verdict verdict(String reward, byte[] png) {
        RewardFunction function = Rewards.installed().open(reward, Map.of());
        return function.score(List.of(new Sample("t", png, "a fox", Map.of())))
                .toCompletableFuture()
                .join()
                .get(0);
    }
}
