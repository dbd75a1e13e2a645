package io.ddpo.local.archive;

import io.ddpo.local.archive.ArchiveEntry.Message;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** One partition that is written from its beginning. A record waits until it is known how many offsets behind it are free. */
final class AlignedPartition {
    private final AlignedLog log;
    private final TopicPartition partition;
    private Optional<Message> waiting = Optional.empty();

    AlignedPartition(AlignedLog log, TopicPartition partition) {
        this.log = log;
        this.partition = partition;
    }

    /** Adds a record of this partition, behind those before. */
    void add(Message message) {
        reach(message.offset(), message.key().map(AlignedLog::bytes).orElse(new byte[0]));
        waiting = Optional.of(message);
    }

    /** Writes what is left; the partition ends at {@code end} then. */
    void finish(long end) {
        reach(end, new byte[0]);
        waiting = Optional.empty();
        log.settle();
    }

    private void reach(long offset, byte[] key) {
        long from = waiting.map(message -> message.offset() + 1).orElse(0L);
        long free = offset - from;
        if (free == 1) {
            waiting.ifPresentOrElse(log::writeWithMarker, () -> log.skipFirst(partition, key));
            return;
        }
        waiting.ifPresent(log::write);
        if (free > 1) {
            log.skip(partition, from, free);
        }
    }
}
