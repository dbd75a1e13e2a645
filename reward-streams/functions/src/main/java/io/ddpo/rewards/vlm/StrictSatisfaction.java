package io.ddpo.rewards.vlm;

import io.ddpo.rewards.api.Futures;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks one question after the other, so that as many are under way as there are calls. */
record StrictSatisfaction(VisionModel model) implements RewardFunction {
    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        return Futures.inTurn(samples, this::score);
    }

    private CompletableFuture<Verdict> score(Sample sample) {
        QuestionSet set;
        try {
            set = QuestionSet.of(sample);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Verdict.failure(e.getMessage()));
        }
        return Futures.map(
                Futures.inTurn(set.questions(), question -> model.ask(question, sample.png())),
                replies -> verdict(set, replies));
    }

    private static Verdict verdict(QuestionSet set, List<Reply> replies) {
        int right = 0;
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Refused refused) {
                return Verdict.failure("question %d: %s".formatted(i + 1, refused.reason()));
            }
            right += ExpectedAnswer.isIn(
                            ((Reply.Said) replies.get(i)).text(), set.answers().get(i))
                    ? 1
                    : 0;
        }
        return Verdict.score((double) right / replies.size(), Map.of("right", (double) right));
    }
}
