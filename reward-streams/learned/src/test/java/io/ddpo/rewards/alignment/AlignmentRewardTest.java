package io.ddpo.rewards.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Atlas.Tile;
import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.HostilePicture;
import io.ddpo.rewards.picture.SoundPicture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The evaluator that is shipped, on the pictures that are shipped. */
class AlignmentRewardTest {
    private static final Path MODELS = Path.of("../../models");
    private static final Map<String, String> SHIPPED =
            Map.of("evaluator", MODELS.resolve("emoji-evaluator").toString());
    private static final int SIZE = 32;

    private static RewardFunction reward;
    private static List<Tile> animals;

    @BeforeAll
    static void open() throws IOException {
        reward = Rewards.installed().open("alignment", SHIPPED);
        animals = Atlas.read(MODELS.resolve("atlas")).group("animal");
    }

    @AfterAll
    static void close() {
        reward.close();
    }

    @Test
    void aPictureIsNearerToItsPromptThanToAnother() {
        int nearer = 0;
        for (int i = 0; i < animals.size(); i++) {
            Tile own = animals.get(i);
            Tile other = animals.get((i + animals.size() / 2) % animals.size());
            List<Double> values = values(List.of(sample(own, own.prompt()), sample(own, other.prompt())));
            nearer += values.get(0) > values.get(1) || own.noun().equals(other.noun()) ? 1 : 0;
        }

        assertThat(nearer).isGreaterThan(animals.size() * 9 / 10);
    }

    @Test
    void theSameSampleHasTheSameScoreToTheBitWhateverItsBatch() {
        List<Sample> samples = new ArrayList<>(animals.stream()
                .limit(5)
                .map(tile -> sample(tile, tile.prompt()))
                .toList());
        List<Double> together = new ArrayList<>(values(samples));
        Collections.reverse(samples);
        Collections.reverse(together);

        assertThat(values(samples)).isEqualTo(together);
        assertThat(values(samples.subList(1, 2))).isEqualTo(together.subList(1, 2));
        assertThat(together).allMatch(value -> value >= -1 && value <= 1).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a fox\u0000\u202e\u05e9\u05d5\u05e2\u05dc", "a quokka that plays the bassoon"})
    void anyPromptHasAScore(String prompt) {
        assertThat(values(List.of(sample(animals.get(0), prompt)))).hasSize(1);
    }

    @Test
    void aPromptOfTenKilobytesHasAScore() {
        assertThat(values(List.of(sample(animals.get(0), "fox ".repeat(2560))))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatNobodyCanJudgeIsAFailureAndTheOthersAreRated(HostilePicture hostile) {
        Sample sound = sample(animals.get(0), "a cat");

        List<Verdict> verdicts = score(List.of(hostile.sample(), sound));

        assertThat(verdicts.get(0)).matches(hostile::isRefusedBy);
        assertThat(verdicts.subList(1, 2)).isEqualTo(score(List.of(sound)));
    }

    @Test
    void aPictureOfAnotherSizeIsAFailure() {
        assertThat(score(List.of(new Sample("t-1", SoundPicture.png(), "a fox", Map.of()))))
                .containsExactly(
                        Verdict.failure("picture: expected 32 x 32 pixels, which the evaluator knows, got 8 x 8"));
    }

    @Test
    void itRunsInWorkers() {
        assertThat(Rewards.installed().needs("alignment", Map.of()))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of(), 32));
    }

    @Test
    void aFolderWithoutAnEvaluatorIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rewards.installed().open("alignment", Map.of("evaluator", "nowhere")))
                .withMessage("[nowhere/config.json] expected a JSON file, came none");
    }

    @Test
    void anEvaluatorForAnotherEncoderIsRefused() {
        Path other = Path.of("../../diffusion/src/test/resources/fixtures/tiny-evaluator");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rewards.installed().open("alignment", Map.of("evaluator", other.toString())))
                .withMessage(
                        "[%s] expected an evaluator that reads MiniLM's embeddings, got expected 12 numbers for a"
                                + " sentence, came 384",
                        other);
    }

    private static Sample sample(Tile tile, String prompt) {
        byte[] png = Augmentation.NONE
                .apply(tile.picture(), SIZE, new SplittableRandom(1))
                .toPng();
        return new Sample("t-1", png, prompt, Map.of());
    }

    private static List<Double> values(List<Sample> samples) {
        return score(samples).stream()
                .map(verdict -> ((Verdict.Score) verdict).value())
                .toList();
    }

    private static List<Verdict> score(List<Sample> samples) {
        return reward.score(samples).toCompletableFuture().join();
    }
}
