package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Gives training outcomes of another run the iteration that they have here, and lets this run's own pass. */
final class ReplayOutcomes extends ContextualProcessor<String, Outcome, String, Outcome> {
    private final String othersTopic;
    private final ReplayedIterations iterations;

    /** @param othersTopic the samples of the other run */
    ReplayOutcomes(String othersTopic, ReplayedIterations iterations) {
        this.othersTopic = othersTopic;
        this.iterations = iterations;
    }

    @Override
    public void process(Record<String, Outcome> message) {
        Outcome outcome = message.value();
        if (!context().recordMetadata().orElseThrow().topic().equals(othersTopic)) {
            context().forward(message);
        } else if (outcome.getPurpose() == Purpose.TRAIN) {
            iterations
                    .of(outcome.getIteration())
                    .ifPresent(iteration -> context()
                            .forward(message.withValue(Outcome.newBuilder(outcome)
                                    .setIteration(iteration)
                                    .build())));
        }
    }
}
