package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.serde.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The samples of a run from the first to the last that is there at the start. The first outcome of an id counts, as
 * everywhere; what cannot be read is stepped over. One thread.
 */
final class SampleLog {
    private static final Logger log = LoggerFactory.getLogger(SampleLog.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<String, Outcome> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Set<String> seen;

    /**
     * @param consumer of committed records, without a group; closed by its owner
     * @param seen ids that are passed over
     */
    SampleLog(Consumer<String, Outcome> consumer, String topic, Set<String> seen) {
        this.consumer = consumer;
        this.seen = new HashSet<>(seen);
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.ends = consumer.endOffsets(partitions);
    }

    /** Whether nothing is left. */
    boolean isAtEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Some more; perhaps none although it is not at the end. */
    List<Batch.Entry> next() {
        List<Batch.Entry> entries = new ArrayList<>();
        try {
            for (ConsumerRecord<String, Outcome> message : consumer.poll(POLL)) {
                boolean there = message.offset() < ends.get(new TopicPartition(message.topic(), message.partition()));
                if (there && message.value() != null && seen.add(message.value().getTrajectoryId())) {
                    entries.add(entry(message));
                }
            }
        } catch (RecordDeserializationException e) {
            log.atWarn()
                    .addKeyValue("topic", e.topicPartition().topic())
                    .addKeyValue("partition", e.topicPartition().partition())
                    .addKeyValue("offset", e.offset())
                    .log("Passed over what is no sample: {}", Unreadable.stepOver(consumer, e));
        }
        return entries;
    }

    private static Batch.Entry entry(ConsumerRecord<String, Outcome> message) {
        Outcome outcome = message.value();
        return new Batch.Entry(
                outcome,
                new PictureLocation(message.topic(), message.partition(), message.offset()),
                outcome.getResult() instanceof Failure failure ? failure : null);
    }
}
