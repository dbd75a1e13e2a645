package io.ddpo.schemas.payload;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads chosen offsets of a partition. */
final class OffsetReader implements AutoCloseable {
    /** Records that are read over rather than sought past: a seek throws away what was fetched ahead. */
    private static final long READ_OVER = 8;

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final Duration patience;

    /** @param patience how long to wait for a record that is not there */
    OffsetReader(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    /**
     * Hands over the records at the given offsets, in order, as they arrive.
     *
     * @param offsets ascending, without repeats
     * @throws PayloadException if a record is not there
     */
    void read(TopicPartition partition, List<Long> offsets, Consumer<ConsumerRecord<String, byte[]>> action) {
        if (offsets.isEmpty()) {
            return;
        }
        Iterator<Long> remaining = offsets.iterator();
        long wanted = remaining.next();
        consumer.assign(List.of(partition));
        consumer.seek(partition, wanted);
        long waitingSince = System.nanoTime();
        while (true) {
            ConsumerRecords<String, byte[]> records = poll(partition, wanted);
            for (ConsumerRecord<String, byte[]> message : records.records(partition)) {
                if (message.offset() > wanted) {
                    throw missing(partition, wanted);
                }
                if (message.offset() == wanted) {
                    action.accept(message);
                    if (!remaining.hasNext()) {
                        return;
                    }
                    wanted = remaining.next();
                    waitingSince = System.nanoTime();
                }
            }
            requireAhead(partition, wanted, waitingSince);
            if (wanted - consumer.position(partition) > READ_OVER) {
                consumer.seek(partition, wanted);
            }
        }
    }

    private ConsumerRecords<String, byte[]> poll(TopicPartition partition, long wanted) {
        try {
            return consumer.poll(patience);
        } catch (OffsetOutOfRangeException e) {
            throw new PayloadException(place(partition, wanted) + ": expected a record, found none in the log", e);
        }
    }

    private void requireAhead(TopicPartition partition, long wanted, long waitingSince) {
        if (consumer.position(partition) > wanted) {
            throw missing(partition, wanted);
        }
        if (System.nanoTime() - waitingSince > patience.toNanos()) {
            throw new PayloadException(
                    place(partition, wanted) + ": expected a record, found none within " + patience.toMillis() + " ms");
        }
    }

    private static PayloadException missing(TopicPartition partition, long wanted) {
        return new PayloadException(place(partition, wanted) + ": expected a record, found that it was removed");
    }

    static String place(TopicPartition partition, long offset) {
        return "topic " + partition.topic() + " partition " + partition.partition() + " offset " + offset;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
