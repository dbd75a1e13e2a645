package io.ddpo.rewards.aesthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.HostilePicture;
import io.ddpo.rewards.picture.SoundPicture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A small CLIP and a small head of random weights; transformers and PyTorch say what they make of pictures. */
class AestheticRewardTest {
    private static final double RELATIVE = 1e-5;

    private static final Rewards REWARDS = Rewards.installed();
    private static final AestheticFixture FIXTURE = AestheticFixture.SMALL;

    private static RewardFunction reward;

    @BeforeAll
    static void open() {
        reward = REWARDS.open("aesthetic", FIXTURE.parameters());
    }

    @AfterAll
    static void close() {
        reward.close();
    }

    @Test
    void aPictureHasTheRatingThatTheReferenceGivesIt() throws IOException {
        double[] expected = FIXTURE.ratings();

        List<Verdict> verdicts = score(FIXTURE.samples());

        assertThat(verdicts).hasSize(3);
        for (int i = 0; i < expected.length; i++) {
            assertThat(((Verdict.Score) verdicts.get(i)).value())
                    .as("picture %d", i)
                    .isEqualTo(expected[i], within(RELATIVE * expected[i]));
        }
    }

    @Test
    void theRatingDoesNotDependOnTheBatch() throws IOException {
        List<Sample> samples = new ArrayList<>(FIXTURE.samples());
        List<Verdict> together = new ArrayList<>(score(samples));
        Collections.reverse(samples);
        Collections.reverse(together);

        for (int i = 0; i < samples.size(); i++) {
            Verdict.Score alone =
                    (Verdict.Score) score(samples.subList(i, i + 1)).get(0);
            double value = ((Verdict.Score) together.get(i)).value();
            assertThat(alone.value()).isEqualTo(value, within(RELATIVE * value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatNobodyCanJudgeIsAFailureAndTheOthersAreRated(HostilePicture hostile) throws IOException {
        List<Sample> samples = new ArrayList<>(FIXTURE.samples());
        List<Verdict> sound = score(samples);
        samples.add(1, hostile.sample());

        List<Verdict> verdicts = new ArrayList<>(score(samples));

        assertThat(verdicts.remove(1)).matches(hostile::isRefusedBy);
        assertThat(verdicts).isEqualTo(sound);
        assertThat(score(samples.subList(1, 2))).singleElement().matches(hostile::isRefusedBy);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 500000", "500000, 1", "4096, 4096"})
    void aPictureOfAnyShapeIsRatedAsOneOfItsColour(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        byte[] png = SoundPicture.encode(picture, "png");

        List<Verdict> verdicts =
                score(List.of(AestheticFixture.sample(png), AestheticFixture.sample(SoundPicture.png())));

        double rating = ((Verdict.Score) verdicts.get(1)).value();
        assertThat(((Verdict.Score) verdicts.get(0)).value()).isEqualTo(rating, within(RELATIVE * rating));
    }

    @Test
    void itRunsInWorkersWithAsManyPicturesAtOnceAsTheDeviceLikes() {
        assertThat(REWARDS.needs("aesthetic", FIXTURE.parameters()))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of(), 4));
        assertThat(REWARDS.needs("aesthetic", with("device", "cuda:1")))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of(), 32));
    }

    @Test
    void parametersThatCannotBeAreRefusedBeforeAnythingIsRead() {
        assertRefused(Map.of(), "reward.parameters.clip: expected some text, got 'none'");
        assertRefused(Map.of("clip", "nowhere"), "reward.parameters.head: expected some text, got 'none'");
        assertRefused(with("device", "tpu"), "reward.parameters.device: expected cpu, cuda or cuda:<index>, got 'tpu'");
        assertRefused(
                with("quality", "9"),
                "reward.parameters: expected only clip, device, head for aesthetic, got 'quality'");
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REWARDS.open("aesthetic", with("device", "cuda:999")))
                .withMessageStartingWith("device cuda:999: expected a CUDA device of that index, found ");
    }

    @Test
    void aFolderWithoutAClipIsRefused(@TempDir Path empty) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REWARDS.open("aesthetic", with("clip", empty.toString())))
                .withMessage("[%s] expected a JSON file, came none", empty.resolve("config.json"));
    }

    @Test
    void aPickledHeadIsRefusedWithAWayToConvertIt() {
        Path pickle = FIXTURE.folder().resolve("head.pth");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> REWARDS.open("aesthetic", with("head", pickle.toString())))
                .withMessage(
                        "[%1$s] expected safetensors, came a pickle, which could run code when it is read; if you trust"
                                + " where it is from, convert it with: python -c \"import torch; from safetensors.torch"
                                + " import save_file; save_file(torch.load('%1$s', map_location='cpu',"
                                + " weights_only=True), '%1$s.safetensors')\"  and use %1$s.safetensors",
                        pickle);
    }

    private static void assertRefused(Map<String, String> parameters, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REWARDS.needs("aesthetic", parameters))
                .withMessage(sentence);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> parameters = new HashMap<>(FIXTURE.parameters());
        parameters.put(name, value);
        return parameters;
    }

    private static List<Verdict> score(List<Sample> samples) {
        return reward.score(samples).toCompletableFuture().join();
    }
}
