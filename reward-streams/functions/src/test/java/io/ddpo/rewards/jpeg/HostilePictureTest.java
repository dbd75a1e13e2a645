package io.ddpo.rewards.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.HostilePicture;
import io.ddpo.rewards.picture.PictureReward;
import io.ddpo.rewards.picture.PngFile;
import io.ddpo.rewards.picture.SoundPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a picture are, they end in a right answer or in one sentence. */
class HostilePictureTest {
    private final byte[] sound = SoundPicture.encode(Pictures.noise(24, 16), "png");

    @Test
    void aPictureOfOnePixelIsAPicture() {
        BufferedImage black = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

        double kilobytes = 0.631; // as Pillow writes it
        assertThat(verdict(SoundPicture.encode(black, "png")))
                .isEqualTo(Verdict.score(-kilobytes, Map.of("kilobytes", kilobytes)));
    }

    @ParameterizedTest
    @MethodSource("inlineRewards")
    void whatNoRewardCanJudgeIsRefusedByEachThatLooksAtPictures(String reward) {
        for (HostilePicture picture : HostilePicture.values()) {
            assertThat(verdict(reward, picture.sample().png()))
                    .as(picture.name())
                    .matches(picture::isRefusedBy);
        }
    }

    @ParameterizedTest
    @MethodSource("inlineRewards")
    void aPictureOfOnePixelHasAScore(String reward) {
        BufferedImage white = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        white.setRGB(0, 0, 0xFFFFFF);

        assertThat(verdict(reward, SoundPicture.encode(white, "png"))).isInstanceOf(Verdict.Score.class);
    }

    /** Those that need no parameters: a reward that is added is tested, too. */
    static List<String> inlineRewards() {
        return Rewards.installed().names().stream()
                .filter(name -> Rewards.installed().named(name) instanceof PictureReward)
                .toList();
    }

    @Test
    void partsOfASumRefuseWhatTheyRefuseAlone() {
        RewardFunction sum = Rewards.installed()
                .open("composite", Map.of("components", "a,b", "a.reward", "contrast", "b.reward", "smoothness"));

        for (HostilePicture picture : HostilePicture.values()) {
            Verdict verdict = sum.score(List.of(picture.sample()))
                    .toCompletableFuture()
                    .join()
                    .get(0);
            assertThat(verdict)
                    .as(picture.name())
                    .isInstanceOfSatisfying(
                            Verdict.Failure.class,
                            failure -> assertThat(failure.reason()).contains("picture: expected "));
        }
    }

    @Test
    void aPictureThatIsCutOffAnywhereIsRefusedUnlessAllItsPixelsAreThere() {
        Verdict whole = verdict(sound);
        for (int length = 0; length < sound.length; length++) {
            Verdict cut = verdict(Arrays.copyOf(sound, length));
            if (!cut.equals(whole)) {
                assertThat(cut).as("%d bytes", length).isInstanceOf(Verdict.Failure.class);
            }
        }
        assertThat(verdict(Arrays.copyOf(sound, sound.length / 2))).isInstanceOf(Verdict.Failure.class);
    }

    @Test
    void aDamagedByteAnywhereCrashesNothing() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(verdict(damaged)).isNotNull();
        }
    }

    @Test
    void aBombInATextBesideThePictureIsNotUnpacked() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        text.writeBytes(PngFile.zeros(2048)); // more than the test has

        assertThat(verdict(PngFile.with(sound, "zTXt", text.toByteArray()))).isEqualTo(verdict(sound));
    }

    private static Verdict verdict(byte[] png) {
        return verdict("jpeg-compressibility", png);
    }

    private static Verdict verdict(String reward, byte[] png) {
        return Rewards.installed()
                .open(reward, Map.of())
                .score(List.of(Pictures.sample(png)))
                .toCompletableFuture()
                .join()
                .get(0);
    }
}
