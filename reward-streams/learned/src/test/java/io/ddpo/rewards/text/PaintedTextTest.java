package io.ddpo.rewards.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.HostilePicture;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On pictures that {@link PaintedPictures} drew. */
class PaintedTextTest {
    private static RewardFunction reward;

    @BeforeAll
    static void open() {
        reward = Rewards.installed().open("painted-text", Map.of());
    }

    @AfterAll
    static void close() {
        reward.close();
    }

    @ParameterizedTest
    @CsvSource({
        "six-tigers, six tigers, 9, 2, 1",
        "six-tigers, four tigers, 9, 2, 0.5",
        "six-tigers, 'SIX: Tigers!', 9, 2, 1",
        "a-fox, a fox riding a bike, 15, 5, 1",
        "a-fox, an owl, 15, 5, 0",
        "fox-32, a fox, 3, 1, 0.5",
        "no-text, six tigers, 0, 0, 0"
    })
    void lettersAreCountedAndTheWordsOfThePromptFound(
            String picture, String prompt, double characters, double words, double share) throws IOException {
        assertThat(verdict(picture, prompt))
                .isEqualTo(Verdict.score(
                        0 - characters, Map.of("characters", characters, "words", words, "promptShare", share)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\u0000\u001b", "🦊"})
    void ofAPromptWithoutWordsThereIsNoShare(String prompt) throws IOException {
        assertThat(verdict("six-tigers", prompt)).isEqualTo(Verdict.score(-9, Map.of("characters", 9.0, "words", 2.0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202eثعلب", "tigers \u0007 אחת", "a\ud83e lone"})
    void anyTextIsAPrompt(String prompt) throws IOException {
        assertThat(((Verdict.Score) verdict("six-tigers", prompt)).value()).isEqualTo(-9);
        assertThat(((Verdict.Score) verdict("six-tigers", prompt.repeat(2000))).value())
                .isEqualTo(-9);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatNobodyCanJudgeIsAFailure(HostilePicture picture) {
        assertThat(verdict(picture.sample())).matches(picture::isRefusedBy);
    }

    @Test
    void itTakesItsTimeAndNoParameters() {
        Rewards rewards = Rewards.installed();

        assertThat(rewards.needs("painted-text", Map.of()).place()).isEqualTo(Needs.Place.WORKER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewards.needs("painted-text", Map.of("language", "en")))
                .withMessage("reward.parameters: expected none for painted-text, got 'language'");
    }

    private static Verdict verdict(String picture, String prompt) throws IOException {
        try (InputStream png =
                PaintedTextTest.class.getResourceAsStream("/fixtures/painted-text/" + picture + ".png")) {
            return verdict(new Sample("t-1", png.readAllBytes(), prompt, Map.of()));
        }
    }

    private static Verdict verdict(Sample sample) {
        return reward.score(List.of(sample)).toCompletableFuture().join().get(0);
    }
}
