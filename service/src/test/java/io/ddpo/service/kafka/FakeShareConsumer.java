package io.ddpo.service.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
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
 * One member of a share group that behaves as Kafka's own does: what is not acknowledged forbids a poll, and what is
 * renewed comes back with the next one, alone.
 */
public final class FakeShareConsumer extends MockShareConsumer<String, byte[]> {
    public static final String TOPIC = "demo.work";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int FIRST_OFFSET = 42;

    /** Every acknowledgement that was committed, one a record. */
    public final List<AcknowledgeType> acknowledged = new ArrayList<>();

    private final Deque<ConsumerRecord<String, byte[]>> coming = new ArrayDeque<>();
    private final List<ConsumerRecord<String, byte[]>> renewed = new ArrayList<>();
    private final IdentityHashMap<ConsumerRecord<String, byte[]>, AcknowledgeType> pending = new IdentityHashMap<>();
    private final List<ConsumerRecord<String, byte[]>> inFlight = new ArrayList<>();
    private final int atOnce;
    private int offset = FIRST_OFFSET;
    private boolean lockLost;
    private boolean closed;

    /** It takes one record at a time. */
    public FakeShareConsumer() {
        this(1);
    }

    /** @param atOnce how many records a poll hands out at most */
    public FakeShareConsumer(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Something to hand out. */
    public void deliver(byte[] value, int count) {
        coming.add(new ConsumerRecord<>(
                TOPIC,
                0,
                offset++,
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

    /** Something to hand out for the first time. */
    public void deliver(String value) {
        deliver(value.getBytes(StandardCharsets.UTF_8), 1);
    }

    /** From now on, no acknowledgement finds the lock held. */
    public void loseLock() {
        lockLost = true;
    }

    /** Whether it left the group. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        if (!inFlight.isEmpty()) {
            throw new IllegalStateException("All records must be acknowledged in explicit acknowledgement mode.");
        }
        if (renewed.isEmpty()) {
            while (inFlight.size() < atOnce && !coming.isEmpty()) {
                inFlight.add(coming.poll());
            }
        } else {
            inFlight.addAll(renewed);
            renewed.clear();
        }
        return inFlight.isEmpty()
                ? ConsumerRecords.empty()
                : new ConsumerRecords<>(Map.of(PARTITION, List.copyOf(inFlight)), Map.of());
    }

    @Override
    public synchronized void acknowledge(ConsumerRecord<String, byte[]> message, AcknowledgeType type) {
        if (inFlight.stream().noneMatch(held -> held == message)) {
            throw new IllegalStateException("The record cannot be acknowledged.");
        }
        pending.put(message, type);
    }

    @Override
    public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
        pending.forEach((message, type) -> {
            acknowledged.add(type);
            if (type == AcknowledgeType.RENEW && !lockLost) {
                renewed.add(message);
            }
        });
        inFlight.removeAll(pending.keySet());
        pending.clear();
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
