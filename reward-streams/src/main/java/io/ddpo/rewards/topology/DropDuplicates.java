package io.ddpo.rewards.topology;

import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets the first record of every sample pass. */
final class DropDuplicates<T> extends ContextualProcessor<String, T, String, T> {
    private final Function<T, SampleId> id;
    private final int staleness;
    private final RewardMetrics metrics;
    private SeenOutcomes seen;

    /** @param id which sample a record is about */
    DropDuplicates(Function<T, SampleId> id, int staleness, RewardMetrics metrics) {
        this.id = id;
        this.staleness = staleness;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, T> context) {
        super.init(context);
        seen = new SeenOutcomes(context.getStateStore(Stores.SEEN_OUTCOMES), staleness);
    }

    @Override
    public void process(Record<String, T> message) {
        switch (seen.see(
                id.apply(message.value()),
                context().recordMetadata().orElseThrow().offset())) {
            case FIRST -> context().forward(message);
            case DUPLICATE -> metrics.duplicate(Stage.SCORING);
            case LATE -> metrics.late(Stage.SCORING);
        }
    }
}
