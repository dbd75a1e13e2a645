package io.ddpo.rewards.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.http.BadAnswerException;
import io.ddpo.rewards.http.RewardStub;
import io.ddpo.rewards.picture.HostilePicture;
import io.ddpo.rewards.picture.SoundPicture;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VlmAlignmentRewardTest {
    private final RewardStub server = new RewardStub();
    private final RewardFunction reward = Rewards.installed().open("vlm-alignment", parameters(Map.of()));

    VlmAlignmentRewardTest() throws IOException {}

    @AfterEach
    void close() {
        reward.close();
        server.close();
    }

    @Test
    void aPictureThatShowsWhatWasAskedForScoresMore() {
        double right = score("A fox that plays chess in a park.", "a fox playing chess");
        double wrong = score("An empty grey room.", "a fox playing chess");

        assertThat(right).isBetween(0.5, 1.0).isGreaterThan(wrong + 0.2);
        assertThat(server.questions.get(0)).contains("Answer concisely: what is going on in this image?");
    }

    @Test
    void theScoreIsTheRecallAndTheOthersAreKept() {
        server.answers(200, said("The image contains a fox"));

        Verdict.Score score = (Verdict.Score) verdict("a fox");

        assertThat(score.value()).isEqualTo(score.components().get("recall"));
        assertThat(score.components()).containsOnlyKeys("precision", "recall", "f1");
        assertThat(score.value()).isGreaterThan(0.9999);
    }

    @Test
    void anyTextIsAPrompt() {
        for (String prompt :
                List.of("", "a\u0000\u001b\"\n", "\u05d0\u202e\u0639", "\ud83e lone", "fox ".repeat(2560))) {
            server.answers(200, said("a fox"));

            assertThat(verdict(prompt)).as(prompt).isInstanceOf(Verdict.Score.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatNobodyCanJudgeIsAFailure(HostilePicture picture) {
        Verdict verdict = reward.score(List.of(picture.sample()))
                .toCompletableFuture()
                .join()
                .get(0);

        assertThat(verdict).matches(picture::isRefusedBy);
        assertThat(server.questions).isEmpty();
    }

    @Test
    void aReplyWithoutAWordIsNoAnswer() {
        server.answers(200, said("\\u200b"));

        assertThatThrownBy(() -> verdict("a fox"))
                .hasCauseInstanceOf(BadAnswerException.class)
                .hasMessageContaining("expected words, got");
    }

    @Test
    void aModelThatRefusesIsAFailureAndNoZero() {
        server.answers(200, "{\"choices\":[{\"message\":{\"refusal\":\"no\"}}]}");

        assertThat(verdict("a fox")).isEqualTo(Verdict.failure("the model refuses: 'no'"));
    }

    @Test
    void whatItIsAskedAndComparedWithIsAParameter() {
        try (RewardFunction own = Rewards.installed()
                .open("vlm-alignment", parameters(Map.of("question", "Which animal?", "reference", "{prompt}")))) {
            server.answers(200, said("a fox"));

            Verdict verdict = own.score(List.of(sample("a fox")))
                    .toCompletableFuture()
                    .join()
                    .get(0);

            assertThat(((Verdict.Score) verdict).value()).isGreaterThan(0.9999);
            assertThat(server.questions).singleElement().asString().contains("Which animal?");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Rewards.installed().needs("vlm-alignment", parameters(Map.of("reference", "The image"))))
                .withMessage("reward.parameters.reference: expected a text with {prompt}, got 'The image'");
    }

    @Test
    void itRunsInWorkersWithOneSampleAtOnce() {
        assertThat(Rewards.installed().needs("vlm-alignment", parameters(Map.of())))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of(), 1));
    }

    private double score(String reply, String prompt) {
        server.answers(200, said(reply));
        return ((Verdict.Score) verdict(prompt)).value();
    }

    private Verdict verdict(String prompt) {
        return reward.score(List.of(sample(prompt)))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    private static Sample sample(String prompt) {
        return new Sample("a", SoundPicture.png(), prompt, Map.of());
    }

    private Map<String, String> parameters(Map<String, String> others) {
        Map<String, String> parameters = new HashMap<>(Map.of("url", server.url(), "model", "llava"));
        parameters.putAll(others);
        return parameters;
    }

    private static String said(String text) {
        return "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"}}]}";
    }
}
