package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Takes over what scorers say. A sample that they could not score is a dead letter besides. */
final class TakeScores extends ContextualProcessor<String, Reward, String, SpecificRecord> {
    private final DeadLetters deadLetters;
    private final RewardMetrics metrics;

    TakeScores(DeadLetters deadLetters, RewardMetrics metrics) {
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<String, Reward> message) {
        metrics.outcome();
        Reward reward = checked(message.value());
        if (reward.getResult() instanceof Failure failure) {
            metrics.failed(failure.getStage());
            if (failure.getStage().equals(Stage.SCORING.text())) {
                deadLetters.send(context(), message.key(), reward.getPicture(), failure.getReason());
            }
        }
        context().forward(message.withValue(reward), RewardTopology.REWARDS);
    }

    /** The topic is open to scorers of others; what is no number must not reach the statistics of an iteration. */
    private static Reward checked(Reward reward) {
        if (reward.getResult() instanceof Score score && !Double.isFinite(score.getValue())) {
            String sentence = "score: expected a finite number, got " + score.getValue();
            return Reward.newBuilder(reward)
                    .setResult(new Failure(Stage.SCORING.text(), sentence))
                    .build();
        }
        return reward;
    }
}
