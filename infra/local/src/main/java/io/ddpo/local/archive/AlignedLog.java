package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.Message;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Writes to empty partitions so that every record gets a given offset. Offsets that hold no record any more (markers of
 * transactions, what was aborted or compacted away) are taken by what no reader of committed records sees: one by the marker
 * of a transaction around the record before it, more by an aborted transaction. One thread at a time, and no other writer.
 */
final class AlignedLog implements AutoCloseable {
    /** A marker follows its transaction within milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Records under way of which the offsets are not known yet. */
    private static final int UNDER_WAY = 1000;

    /** Compacted topics take no record without a key. */
    private static final byte[] NO_KEY = new byte[0];

    private final Admin admin;
    private final Producer<byte[], byte[]> plain;
    private final Producer<byte[], byte[]> transactional;
    private final Deque<Sent> underWay = new ArrayDeque<>();

    private record Sent(TopicPartition partition, long offset, Future<RecordMetadata> acknowledged) {}

    AlignedLog(KafkaClients kafka, RunNames run) {
        this.admin = kafka.admin("import");
        this.plain = kafka.producer("import", new ByteArraySerializer(), new ByteArraySerializer(), Map.of());
        this.transactional = kafka.transactionalProducer(
                "import-gaps", run.prefix() + "import", new ByteArraySerializer(), new ByteArraySerializer(), Map.of());
        transactional.initTransactions();
    }

    /** Writes a record that another follows at once, or nothing. */
    void write(Message message) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        underWay.add(new Sent(partition, message.offset(), plain.send(record(message))));
        if (underWay.size() >= UNDER_WAY) {
            settle();
        }
    }

    /** Writes a record, and takes the offset behind it. */
    void writeWithMarker(Message message) {
        settle();
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        transactional.beginTransaction();
        underWay.add(new Sent(partition, message.offset(), transactional.send(record(message))));
        transactional.commitTransaction();
        settle();
        awaitEnd(partition, message.offset() + 2);
    }

    /**
     * Takes offsets.
     *
     * @param from the first, where the partition ends
     * @param count at least 2
     */
    void skip(TopicPartition partition, long from, long count) {
        settle();
        transactional.beginTransaction();
        for (long offset = from; offset < from + count - 1; offset++) {
            underWay.add(new Sent(partition, offset, transactional.send(filler(partition, NO_KEY))));
        }
        transactional.flush();
        settle();
        transactional.abortTransaction();
        awaitEnd(partition, from + count);
    }

    /** Takes the first offset of an empty partition, by a tombstone, since there is nothing that a marker could follow. */
    void skipFirst(TopicPartition partition, byte[] key) {
        underWay.add(new Sent(partition, 0, plain.send(filler(partition, key))));
        settle();
    }

    /** Waits until all that was written is safe, and checks where it is. */
    void settle() {
        plain.flush();
        while (!underWay.isEmpty()) {
            Sent sent = underWay.remove();
            requireOffset(
                    sent.partition(), sent.offset(), get(sent.acknowledged()).offset());
        }
    }

    private void awaitEnd(TopicPartition partition, long expected) {
        long start = System.nanoTime();
        long end = end(partition);
        while (end < expected) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new TimeoutException("topic %s partition %d: expected offset %d within %d s, found %d"
                        .formatted(partition.topic(), partition.partition(), expected, PATIENCE.toSeconds(), end));
            }
            Utils.sleep(1);
            end = end(partition);
        }
        requireOffset(partition, expected, end);
    }

    private long end(TopicPartition partition) {
        return get(admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .toCompletionStage()
                        .toCompletableFuture())
                .offset();
    }

    private static void requireOffset(TopicPartition partition, long expected, long found) {
        if (expected != found) {
            throw new KafkaException("topic %s partition %d: expected offset %d, found %d: somebody else writes there"
                    .formatted(partition.topic(), partition.partition(), expected, found));
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    private static ProducerRecord<byte[], byte[]> filler(TopicPartition partition, byte[] key) {
        return new ProducerRecord<>(partition.topic(), partition.partition(), key, null);
    }

    private static ProducerRecord<byte[], byte[]> record(Message message) {
        List<Header> headers = new ArrayList<>();
        message.headers()
                .forEach(header -> headers.add(new RecordHeader(
                        header.key(), header.value().map(AlignedLog::bytes).orElse(null))));
        return new ProducerRecord<>(
                message.topic(),
                message.partition(),
                message.timestamp().toEpochMilli(),
                message.key().map(AlignedLog::bytes).orElse(null),
                message.value().map(AlignedLog::bytes).orElse(null),
                headers);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try (admin;
                plain) {
            transactional.close();
        }
    }
}
