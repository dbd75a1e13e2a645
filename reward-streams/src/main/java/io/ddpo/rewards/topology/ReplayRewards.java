package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.specification.ReplayedIterations;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Gives rewards of another run's training samples the iteration that they have here. */
final class ReplayRewards extends ContextualProcessor<String, Reward, String, Reward> {
    private final ReplayedIterations iterations;

    ReplayRewards(ReplayedIterations iterations) {
        this.iterations = iterations;
    }

    @Override
    public void process(Record<String, Reward> message) {
        Reward reward = message.value();
        if (reward.getPurpose() == Purpose.TRAIN) {
            iterations
                    .of(reward.getIteration())
                    .ifPresent(iteration -> context()
                            .forward(message.withValue(Reward.newBuilder(reward)
                                    .setIteration(iteration)
                                    .build())));
        }
    }
}
