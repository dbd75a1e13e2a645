package io.ddpo.rewards.topology;

import io.ddpo.schemas.avro.Outcome;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets the first outcome of every id pass. */
final class DropDuplicates extends ContextualProcessor<String, Outcome, String, Outcome> {
    private final int staleness;
    private final RewardMetrics metrics;
    private SeenOutcomes seen;

    DropDuplicates(int staleness, RewardMetrics metrics) {
        this.staleness = staleness;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, Outcome> context) {
        super.init(context);
        seen = new SeenOutcomes(context.getStateStore(Stores.SEEN_OUTCOMES), staleness);
    }

    @Override
    public void process(Record<String, Outcome> message) {
        switch (seen.see(
                message.value(), context().recordMetadata().orElseThrow().offset())) {
            case FIRST -> context().forward(message);
            case DUPLICATE -> metrics.duplicate(Stage.SCORING);
            case LATE -> metrics.late(Stage.SCORING);
        }
    }
}
