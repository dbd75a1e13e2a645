package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private static final TopicPartition PARTITION = new TopicPartition("demo.control", 0);

    private final MockConsumer<String, String> consumer = new MockConsumer<>("none");

    @Test
    void readsToWhatIsCommittedNow() {
        try (LogTail<String> tail = tail(Duration.ofSeconds(5))) {
            consumer.updateEndOffsets(Map.of(PARTITION, 2L));
            consumer.schedulePollTask(() -> add(0, "pause"));
            consumer.schedulePollTask(() -> add(1, "resume"));

            assertThat(tail.readFrom(0))
                    .extracting(entry -> entry.value().orElseThrow())
                    .containsExactly("pause", "resume");
        }
    }

    @Test
    void doesNotPollWhereThereIsNothingNew() {
        try (LogTail<String> tail = tail(Duration.ofSeconds(5))) {
            consumer.updateEndOffsets(Map.of(PARTITION, 2L));
            consumer.schedulePollTask(() -> {
                throw new AssertionError("polled");
            });

            assertThat(tail.readFrom(2)).isEmpty();
        }
    }

    @Test
    void stepsOverWhatCannotBeReadAndSaysWhy() {
        try (LogTail<String> tail = tail(Duration.ofSeconds(5))) {
            consumer.updateEndOffsets(Map.of(PARTITION, 3L));
            consumer.schedulePollTask(() -> add(0, "pause"));
            consumer.schedulePollTask(
                    () -> consumer.setPollException(BrokenRecord.at(PARTITION, 1, "key", "not Avro")));
            consumer.schedulePollTask(() -> add(2, null));

            List<LogEntry<String>> read = tail.readFrom(0);

            assertThat(read)
                    .extracting(LogEntry::offset, LogEntry::value, LogEntry::problem)
                    .containsExactly(
                            tuple(0L, Optional.of("pause"), ""),
                            tuple(1L, Optional.empty(), "not Avro"),
                            tuple(2L, Optional.empty(), "expected a record, found a tombstone"));
            assertThat(read.get(1).key()).contains("key");
            assertThat(read.get(1).payload()).contains(BrokenRecord.PAYLOAD);
        }
    }

    @Test
    void givesUpOnASilentBroker() {
        try (LogTail<String> tail = tail(Duration.ZERO)) {
            consumer.updateEndOffsets(Map.of(PARTITION, 2L));

            assertThatThrownBy(() -> tail.readFrom(0))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("topic demo.control: expected a record at offset 0 within 0 ms, found none");
        }
    }

    private LogTail<String> tail(Duration patience) {
        return new LogTail<>(consumer, PARTITION.topic(), patience);
    }

    private void add(long offset, String value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, null, value));
    }
}
