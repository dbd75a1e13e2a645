package io.ddpo.learner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a topic of one partition from an offset to what is committed now. One thread at a time.
 *
 * @param <V> what the records hold
 */
final class LogTail<V> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, V> consumer;
    private final TopicPartition partition;
    private final Duration patience;

    /**
     * Takes the consumer over and closes it.
     *
     * @param consumer of committed records, without a group
     * @param patience how long to wait for a record
     */
    LogTail(Consumer<String, V> consumer, String topic, Duration patience) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.patience = patience;
        consumer.assign(List.of(partition));
    }

    /**
     * Reads on.
     *
     * @param from the first offset; what compaction removed is left out
     * @return what was read, records that cannot be read among them
     * @throws TimeoutException if the broker is silent
     */
    List<LogEntry<V>> readFrom(long from) {
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<LogEntry<V>> read = new ArrayList<>();
        consumer.seek(partition, from);
        long waitingSince = System.nanoTime();
        while (consumer.position(partition) < end) {
            List<LogEntry<V>> entries = LogEntry.poll(consumer, partition, POLL);
            read.addAll(entries);
            if (!entries.isEmpty()) {
                waitingSince = System.nanoTime();
            } else if (System.nanoTime() - waitingSince > patience.toNanos()) {
                throw new TimeoutException("topic " + partition.topic() + ": expected a record at offset "
                        + consumer.position(partition) + " within " + patience.toMillis() + " ms, found none");
            }
        }
        return read;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
