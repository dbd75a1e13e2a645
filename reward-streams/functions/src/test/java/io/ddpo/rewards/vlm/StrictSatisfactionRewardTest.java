package io.ddpo.rewards.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.http.RewardStub;
import io.ddpo.rewards.picture.SoundPicture;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StrictSatisfactionRewardTest {
    private static final Map<String, String> THREE_FOXES =
            Map.of("questions", "How many animals are there?\nWhat are they?\n", "answers", "3\nfoxes");

    private final RewardStub server = new RewardStub();
    private final Map<String, String> parameters = Map.of("url", server.url(), "model", "llava");
    private final RewardFunction reward = Rewards.installed().open("strict-satisfaction", parameters);

    StrictSatisfactionRewardTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theScoreIsTheShareOfRightAnswers() {
        assertThat(verdict("three foxes", THREE_FOXES)).isEqualTo(Verdict.score(1.0, Map.of("right", 2.0)));
        assertThat(verdict("two foxes", THREE_FOXES)).isEqualTo(Verdict.score(0.5, Map.of("right", 1.0)));
        assertThat(verdict("a cat", THREE_FOXES)).isEqualTo(Verdict.score(0.0, Map.of("right", 0.0)));
        assertThat(server.questions.get(0)).contains("How many animals are there?");
        assertThat(server.questions.get(1)).contains("What are they?");
    }

    @Test
    void aPromptWithoutAsManyAnswersAsQuestionsIsAFailure() {
        assertThat(verdict("a cat", Map.of("questions", "How many?\nWhat?", "answers", "3")))
                .isEqualTo(
                        Verdict.failure("metadata: expected questions and as many answers, one a line, got 2 and 1"));
        assertThat(verdict("a cat", Map.of("questions", " ", "answers", "")))
                .isEqualTo(
                        Verdict.failure("metadata: expected questions and as many answers, one a line, got 0 and 0"));
        assertThat(server.questions).isEmpty();
    }

    @Test
    void aModelThatRefusesIsAFailureAndNoZero() {
        server.answers(200, "{\"choices\":[{\"message\":{\"refusal\":\"no\"}}]}");

        assertThat(verdict(THREE_FOXES)).isEqualTo(Verdict.failure("question 1: the model refuses: 'no'"));
    }

    @Test
    void itWantsTheQuestionsOfEveryPromptAndOneSampleAtOnce() {
        assertThat(Rewards.installed().needs("strict-satisfaction", parameters))
                .isEqualTo(new Needs(Needs.Place.WORKER, Set.of("questions", "answers"), 1));
    }

    private Verdict verdict(String reply, Map<String, String> metadata) {
        server.answers(200, VisionModelTest.said(reply));
        return verdict(metadata);
    }

    private Verdict verdict(Map<String, String> metadata) {
        Sample sample = new Sample("a", SoundPicture.png(), "three foxes", metadata);
        return reward.score(List.of(sample)).toCompletableFuture().join().get(0);
    }
}
