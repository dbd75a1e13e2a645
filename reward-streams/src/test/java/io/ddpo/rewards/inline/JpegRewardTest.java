package io.ddpo.rewards.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.Fixture;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.Score;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pillow with libjpeg-turbo is the witness: {@code src/test/fixtures}. */
class JpegRewardTest {
    private final InlineReward compressibility = reward("jpeg-compressibility");
    private final InlineReward incompressibility = reward("jpeg-incompressibility");

    @Test
    void everyPictureHasAsManyKilobytesAsPillowWrites() {
        List<Map<String, String>> pictures = Fixture.table("inline/jpeg-bytes.tsv");

        assertThat(pictures).hasSizeGreaterThan(200).allSatisfy(row -> {
            double kilobytes = Integer.parseInt(row.get("bytes")) / 1000.0;

            Score score = score(incompressibility, Fixture.png(cut(row)));

            assertThat(score).isEqualTo(new Score(kilobytes, Map.of("kilobytes", kilobytes)));
        });
    }

    @Test
    void compressibilityIsTheNegative() {
        byte[] png = Fixture.png(Fixture.picture("inline/33x47.png"));

        assertThat(score(compressibility, png).getValue())
                .isNegative()
                .isEqualTo(-score(incompressibility, png).getValue());
    }

    @Test
    void bytesThatAreNoPngAreRefused() {
        assertUnreadable(new byte[12]);
        assertUnreadable(new byte[0]);
        assertUnreadable(Fixture.encode(Fixture.picture("inline/64x64.png"), "jpeg"));
    }

    @Test
    void aTruncatedPictureIsRefused() {
        byte[] png = Fixture.png(Fixture.picture("inline/64x64.png"));

        assertUnreadable(Arrays.copyOf(png, png.length / 2));
    }

    @ParameterizedTest
    @CsvSource({
        BufferedImage.TYPE_INT_ARGB + ", 4 channels of 8 bits",
        BufferedImage.TYPE_BYTE_GRAY + ", 1 channels of 8 bits",
        BufferedImage.TYPE_BYTE_INDEXED + ", a palette",
    })
    void aPictureThatIsNotRgbIsRefused(int type, String found) {
        BufferedImage picture = new BufferedImage(8, 8, type);

        assertThatExceptionOfType(RewardException.class)
                .isThrownBy(() -> score(compressibility, Fixture.png(picture)))
                .withMessage("picture: expected RGB with 8 bits a channel, got " + found);
    }

    @Test
    void anUnknownRewardIsRefusedWithTheKnownOnes() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> reward("jpeg"))
                .withMessage("reward.name: expected one of jpeg-compressibility, jpeg-incompressibility, got 'jpeg'");
    }

    @Test
    void parametersAreRefused() {
        RewardSettings settings = new RewardSettings("jpeg-compressibility", Map.of("quality", "50"));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> InlineRewards.of(settings))
                .withMessage("reward.parameters: expected none for jpeg-compressibility, got {quality=50}");
    }

    private void assertUnreadable(byte[] png) {
        assertThatExceptionOfType(RewardException.class)
                .isThrownBy(() -> score(compressibility, png))
                .withMessageStartingWith("picture: expected a PNG, got " + png.length + " bytes that cannot be read (");
    }

    private static InlineReward reward(String name) {
        return InlineRewards.of(new RewardSettings(name, Map.of()));
    }

    private static Score score(InlineReward reward, byte[] png) {
        return reward.score(png, "a fox", Map.of());
    }

    private static BufferedImage cut(Map<String, String> row) {
        return Fixture.picture("inline/" + row.get("file"))
                .getSubimage(number(row, "x"), number(row, "y"), number(row, "width"), number(row, "height"));
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(row.get(column));
    }
}
