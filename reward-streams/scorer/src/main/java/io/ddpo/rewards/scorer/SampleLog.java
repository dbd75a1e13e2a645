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
 * everywhere; what is no outcome is passed over with a sentence. One thread.
 */
final class SampleLog {
    private static final Logger log = LoggerFactory.getLogger(SampleLog.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<String, Outcome> consumer;
    private final Map<TopicPartition, Long> ends;
    private final long records;
    private final Set<String> seen = new HashSet<>();

    /** @param consumer of committed records, without a group; closed by its owner */
    SampleLog(Consumer<String, Outcome> consumer, String topic) {
        this.consumer = consumer;
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.ends = consumer.endOffsets(partitions);
        this.records = sum(ends) - sum(consumer.beginningOffsets(partitions));
    }

    /** How many samples there are at most: some may be there twice, and some records be none. */
    long records() {
        return records;
    }

    /** Samples that have been seen elsewhere. */
    void passOver(Set<String> ids) {
        seen.addAll(ids);
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
                if (there && message.value() == null) {
                    warn(message.topic(), message.partition(), message.offset(), "expected a value, found a tombstone");
                } else if (there && seen.add(message.value().getTrajectoryId())) {
                    entries.add(entry(message));
                }
            }
        } catch (RecordDeserializationException e) {
            TopicPartition place = e.topicPartition();
            warn(place.topic(), place.partition(), e.offset(), Unreadable.stepOver(consumer, e));
        }
        return entries;
    }

    private static void warn(String topic, int partition, long offset, String why) {
        log.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset)
                .log("Passed over what is no sample: {}", why);
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Batch.Entry entry(ConsumerRecord<String, Outcome> message) {
        Outcome outcome = message.value();
        return new Batch.Entry(
                outcome,
                new PictureLocation(message.topic(), message.partition(), message.offset()),
                outcome.getResult() instanceof Failure failure ? failure : null);
    }
}
