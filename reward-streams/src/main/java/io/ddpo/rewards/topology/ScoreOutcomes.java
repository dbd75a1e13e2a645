package io.ddpo.rewards.topology;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.payload.RewardRecords;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reward of an outcome. What failed in sampling stays that failure; what fails here becomes one, and a dead
 * letter besides.
 */
final class ScoreOutcomes extends ContextualProcessor<String, Outcome, String, SpecificRecord> {
    private static final Logger log = LoggerFactory.getLogger(ScoreOutcomes.class);

    private final String name;
    private final RewardFunction reward;
    private final LookAtEvaluations look;
    private final DeadLetters deadLetters;
    private final RewardMetrics metrics;

    /** @param name of the reward */
    ScoreOutcomes(
            String name,
            RewardFunction reward,
            LookAtEvaluations look,
            DeadLetters deadLetters,
            RewardMetrics metrics) {
        this.name = name;
        this.reward = reward;
        this.look = look;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<String, Outcome> message) {
        metrics.outcome();
        Outcome outcome = message.value();
        Object result = outcome.getResult();
        if (result instanceof Picture) {
            result = score(sample(outcome));
            if (result instanceof Failure failure) {
                deadLetters.send(context(), message, Stage.SCORING, failure.getReason(), null);
            }
        }
        if (result instanceof Failure failure) {
            metrics.failed(failure.getStage());
        }
        Reward scored = RewardRecords.of(outcome, location(), result);
        boolean isLookedAt = outcome.getPurpose() == Purpose.EVALUATION && outcome.getResult() instanceof Picture;
        context()
                .forward(
                        message.withValue(isLookedAt ? look.look(scored, sample(outcome)) : scored),
                        RewardTopology.REWARDS);
    }

    private static Sample sample(Outcome outcome) {
        ByteBuffer png = ((Picture) outcome.getResult()).getPng();
        return new Sample(outcome.getTrajectoryId(), bytes(png), outcome.getPrompt(), outcome.getMetadata());
    }

    private Object score(Sample sample) {
        try {
            return result(metrics.timed(name, () -> verdict(sample)));
        } catch (CompletionException e) { // one picture that a reward cannot cope with must not stop the others
            log.atError()
                    .addKeyValue("trajectoryId", sample.id())
                    .setCause(e)
                    .log("Reward failed in a way it does not know");
            return failure(e.getCause().toString());
        }
    }

    /** @throws CompletionException with what the reward failed with */
    private Verdict verdict(Sample sample) {
        CompletableFuture<List<Verdict>> verdicts;
        try {
            verdicts = reward.score(List.of(sample)).toCompletableFuture();
        } catch (RuntimeException e) {
            throw new CompletionException(e);
        }
        if (!verdicts.isDone()) {
            verdicts.cancel(true);
            return Verdict.failure("expected an inline reward, which answers at once, got one that takes its time");
        }
        return verdicts.join().get(0);
    }

    private Object result(Verdict verdict) {
        return verdict instanceof Verdict.Score score
                ? new Score(score.value(), score.components())
                : failure(((Verdict.Failure) verdict).reason());
    }

    private Failure failure(String sentence) {
        return new Failure(Stage.SCORING.text(), name + ": " + sentence);
    }

    private PictureLocation location() {
        RecordMetadata origin = context().recordMetadata().orElseThrow();
        return new PictureLocation(origin.topic(), origin.partition(), origin.offset());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
