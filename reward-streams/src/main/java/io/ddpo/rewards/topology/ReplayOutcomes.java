package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.specification.ScoredSamples;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Gives training outcomes of another run the iteration that they have here, and lets this run's own pass. */
final class ReplayOutcomes extends ContextualProcessor<String, Outcome, String, Outcome> {
    private final ScoredSamples samples;

    ReplayOutcomes(ScoredSamples samples) {
        this.samples = samples;
    }

    @Override
    public void process(Record<String, Outcome> message) {
        String topic = context().recordMetadata().orElseThrow().topic();
        samples.here(topic, message.value()).ifPresent(outcome -> context().forward(message.withValue(outcome)));
    }
}
