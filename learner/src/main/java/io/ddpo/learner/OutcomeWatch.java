package io.ddpo.learner;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Which ids of the current iteration have an outcome. For progress and for issuing again only: training goes by the
 * closing record, and an id that is missed here is at worst sampled twice. One thread at a time.
 */
final class OutcomeWatch {
    /** Clocks of samplers may be behind by this much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final Consumer<String, Void> consumer;
    private final List<TopicPartition> partitions;
    private final Set<String> expected = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private final Set<String> arrived = new HashSet<>();
    private boolean positioned;

    /** @param consumer without a group; stays open */
    OutcomeWatch(Consumer<String, Void> consumer, String topic, int partitions) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(this.partitions);
    }

    /**
     * Turns to the ids of an iteration.
     *
     * @param ahead those of the iterations after it, which may arrive meanwhile
     * @param since when they were requested; on the first call reading begins there
     */
    void expect(Collection<String> trajectoryIds, Collection<String> ahead, Instant since) {
        expected.clear();
        expected.addAll(trajectoryIds);
        open.clear();
        open.addAll(trajectoryIds);
        open.addAll(ahead);
        arrived.retainAll(open);
        if (!positioned) {
            position(since.minus(CLOCK_SKEW));
            positioned = true;
        }
    }

    private void position(Instant from) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            consumer.seek(partition, first == null ? ends.get(partition) : first.offset());
        }
    }

    /** Ids without an outcome among those that have arrived; does not wait for more. */
    Set<String> missing() {
        for (ConsumerRecord<String, Void> message : consumer.poll(Duration.ZERO)) {
            if (open.contains(message.key())) {
                arrived.add(message.key());
            }
        }
        Set<String> missing = new HashSet<>(expected);
        missing.removeAll(arrived);
        return missing;
    }
}
