package io.ddpo.rewards.alignment;

import io.ddpo.rewards.api.Futures;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.bertscore.Encoder;
import io.ddpo.rewards.http.BadAnswerException;
import io.ddpo.rewards.vlm.Reply;
import io.ddpo.rewards.vlm.VisionModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks about one picture after the other. */
record VlmAlignment(VisionModel model, Encoder encoder, String question, String reference) implements RewardFunction {
    private static final Logger log = LoggerFactory.getLogger(VlmAlignment.class);

    /** Stands for the prompt. */
    static final String PROMPT = "{prompt}";

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        return Futures.inTurn(
                samples, sample -> Futures.map(model.ask(question, sample.png()), reply -> verdict(sample, reply)));
    }

    private Verdict verdict(Sample sample, Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return Verdict.failure(refused.reason());
        }
        String said = ((Reply.Said) reply).text();
        log.atDebug()
                .addKeyValue("trajectoryId", sample.id())
                .addKeyValue("prompt", sample.prompt())
                .log("The model said: {}", said);
        return encoder.score(said, reference.replace(PROMPT, sample.prompt()))
                .map(score -> Verdict.score(
                        score.recall(),
                        Map.of("precision", score.precision(), "recall", score.recall(), "f1", score.f1())))
                .orElseThrow(() -> new BadAnswerException("expected words, got '%s'".formatted(said)));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
