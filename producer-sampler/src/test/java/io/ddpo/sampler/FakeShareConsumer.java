package io.ddpo.sampler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * One member of a share group that behaves as Kafka's own does with one record at a time: what is not acknowledged
 * forbids a poll, what is renewed comes back with the next one.
 */
final class FakeShareConsumer extends MockShareConsumer<String, byte[]> {
    static final String TOPIC = "demo.rollout-requests";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    final List<AcknowledgeType> acknowledged = new ArrayList<>();
    private final Deque<ConsumerRecord<String, byte[]>> coming = new ArrayDeque<>();
    private ConsumerRecord<String, byte[]> inFlight;
    private AcknowledgeType pending;
    private boolean lockLost;
    private boolean closed;

    void deliver(byte[] value, int count) {
        coming.add(new ConsumerRecord<>(
                TOPIC,
                0,
                42,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                "r-7",
                value,
                new RecordHeaders(),
                Optional.empty(),
                Optional.of((short) count)));
    }

    void deliver(String value) {
        deliver(value.getBytes(StandardCharsets.UTF_8), 1);
    }

    /** From now on, no acknowledgement finds the lock held. */
    void loseLock() {
        lockLost = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        if (inFlight != null) {
            throw new IllegalStateException("All records must be acknowledged in explicit acknowledgement mode.");
        }
        if (coming.isEmpty()) {
            return ConsumerRecords.empty();
        }
        inFlight = coming.poll();
        return new ConsumerRecords<>(Map.of(PARTITION, List.of(inFlight)), Map.of());
    }

    @SuppressWarnings("ReferenceEquality") // a record is acknowledged by the object that was handed out
    @Override
    public synchronized void acknowledge(ConsumerRecord<String, byte[]> message, AcknowledgeType type) {
        if (message != inFlight) {
            throw new IllegalStateException("The record cannot be acknowledged.");
        }
        pending = type;
    }

    @Override
    public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
        acknowledged.add(pending);
        if (pending == AcknowledgeType.RENEW && !lockLost) {
            coming.addFirst(inFlight);
        }
        inFlight = null;
        return Map.of(new TopicIdPartition(Uuid.ZERO_UUID, PARTITION), result());
    }

    private Optional<KafkaException> result() {
        return lockLost ? Optional.of(new InvalidRecordStateException("the lock ran out")) : Optional.empty();
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
        return Optional.of(30_000);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
