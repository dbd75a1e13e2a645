package io.ddpo.schemas.payload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads chosen offsets of a partition. */
final class OffsetReader implements AutoCloseable {
    /** Records that are read over rather than sought past: a seek throws away what was fetched ahead. */
    private static final long READ_OVER = 8;

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final Duration patience;

    /** What to do where an offset holds no record. */
    @FunctionalInterface
    interface Missing {
        void at(long offset, PayloadException problem);
    }

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
        read(partition, offsets, action, (offset, problem) -> {
            throw problem;
        });
    }

    /**
     * The same, going on where a record is not there.
     *
     * @param missing told of those that the log does not have
     * @throws PayloadException if nothing arrives in time
     */
    void read(
            TopicPartition partition,
            List<Long> offsets,
            Consumer<ConsumerRecord<String, byte[]>> action,
            Missing missing) {
        Deque<Long> wanted = new ArrayDeque<>(offsets);
        if (wanted.isEmpty()) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, wanted.getFirst());
        long waitingSince = System.nanoTime();
        while (!wanted.isEmpty()) {
            int before = wanted.size();
            poll(partition, wanted, action, missing);
            if (wanted.size() < before) {
                waitingSince = System.nanoTime();
            } else if (System.nanoTime() - waitingSince > patience.toNanos()) {
                throw new PayloadException(place(partition, wanted.getFirst())
                        + ": expected a record, found none within " + patience.toMillis() + " ms");
            }
        }
    }

    private void poll(
            TopicPartition partition,
            Deque<Long> wanted,
            Consumer<ConsumerRecord<String, byte[]>> action,
            Missing missing) {
        try {
            for (ConsumerRecord<String, byte[]> message :
                    consumer.poll(patience).records(partition)) {
                passOver(partition, wanted, message.offset(), missing);
                if (!wanted.isEmpty() && wanted.getFirst() == message.offset()) {
                    wanted.removeFirst();
                    action.accept(message);
                }
            }
            passOver(partition, wanted, consumer.position(partition), missing);
        } catch (OffsetOutOfRangeException e) {
            long offset = wanted.removeFirst();
            missing.at(
                    offset,
                    new PayloadException(place(partition, offset) + ": expected a record, found none in the log", e));
            if (!wanted.isEmpty()) {
                consumer.seek(partition, wanted.getFirst());
            }
        }
        if (!wanted.isEmpty() && wanted.getFirst() - consumer.position(partition) > READ_OVER) {
            consumer.seek(partition, wanted.getFirst());
        }
    }

    /** The log has gone on to {@code reached} without what was wanted before it. */
    private static void passOver(TopicPartition partition, Deque<Long> wanted, long reached, Missing missing) {
        while (!wanted.isEmpty() && wanted.getFirst() < reached) {
            long offset = wanted.removeFirst();
            missing.at(
                    offset,
                    new PayloadException(place(partition, offset) + ": expected a record, found that it was removed"));
        }
    }

    static String place(TopicPartition partition, long offset) {
        return "topic " + partition.topic() + " partition " + partition.partition() + " offset " + offset;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
