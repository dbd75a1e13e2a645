package io.ddpo.learner;

import io.ddpo.schemas.serde.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/**
 * A record as it was read: what it holds, or why that cannot be read.
 *
 * @param key as text; empty where it has none
 * @param value empty where there is a problem
 * @param problem one sentence; empty where there is a value
 * @param payload of what could not be read, as it lay in the log
 * @param <V> what the records of the topic hold
 */
record LogEntry<V>(
        TopicPartition partition,
        long offset,
        Optional<String> key,
        Optional<V> value,
        String problem,
        Optional<ByteBuffer> payload) {

    /**
     * Polls a partition, and steps over what cannot be read.
     *
     * @param consumer that is assigned to {@code partition} alone
     * @param patience how long to wait for a record
     */
    static <V> List<LogEntry<V>> poll(Consumer<String, V> consumer, TopicPartition partition, Duration patience) {
        List<LogEntry<V>> entries = new ArrayList<>();
        try {
            for (ConsumerRecord<String, V> message : consumer.poll(patience).records(partition)) {
                entries.add(of(partition, message));
            }
        } catch (RecordDeserializationException e) {
            entries.add(unreadable(partition, Unreadable.stepOver(consumer, e), e));
        }
        return entries;
    }

    private static <V> LogEntry<V> of(TopicPartition partition, ConsumerRecord<String, V> message) {
        return new LogEntry<>(
                partition,
                message.offset(),
                Optional.ofNullable(message.key()),
                Optional.ofNullable(message.value()),
                message.value() == null ? "expected a record, found a tombstone" : "",
                Optional.empty());
    }

    private static <V> LogEntry<V> unreadable(
            TopicPartition partition, String reason, RecordDeserializationException e) {
        return new LogEntry<>(
                partition,
                e.offset(),
                Optional.ofNullable(e.keyBuffer())
                        .map(key ->
                                StandardCharsets.UTF_8.decode(key.duplicate()).toString()),
                Optional.empty(),
                reason,
                Optional.ofNullable(e.valueBuffer()));
    }
}
