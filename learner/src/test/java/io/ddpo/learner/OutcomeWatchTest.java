package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutcomeWatchTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:05:00Z");
    private static final TopicPartition FIRST = new TopicPartition("demo.samples", 0);
    private static final TopicPartition SECOND = new TopicPartition("demo.samples", 1);

    private Map<TopicPartition, Long> askedFor = Map.of();
    private final MockConsumer<String, Void> consumer = new MockConsumer<>("none") {
        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            askedFor = times;
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            found.put(FIRST, new OffsetAndTimestamp(7, 0));
            found.put(SECOND, null);
            return found;
        }
    };
    private final OutcomeWatch watch = new OutcomeWatch(consumer, "demo.samples", 2);

    @Test
    void knowsWhichIdsLackAnOutcome() {
        expect("a", "b", "c");
        answer(FIRST, 7, "b");
        answer(FIRST, 8, "of another iteration");
        answer(SECOND, 4, "c");

        assertThat(watch.missing()).containsExactly("a");
    }

    @Test
    void beginsAMinuteBeforeTheRequestsOrAtTheEnd() {
        expect("a");

        assertThat(askedFor.values()).containsOnly(SINCE.minusSeconds(60).toEpochMilli());
        assertThat(consumer.position(FIRST)).isEqualTo(7);
        assertThat(consumer.position(SECOND)).isEqualTo(4);
    }

    @Test
    void countsADuplicateOnce() {
        expect("a", "b");
        answer(FIRST, 7, "a");
        answer(SECOND, 4, "a");

        assertThat(watch.missing()).containsExactly("b");
    }

    @Test
    void readsOnForTheNextIteration() {
        expect("a");
        answer(FIRST, 7, "a");
        assertThat(watch.missing()).isEmpty();

        watch.expect(List.of("d", "e"), List.of(), SINCE.plusSeconds(600));
        answer(FIRST, 8, "d");

        assertThat(watch.missing()).containsExactly("e");
        assertThat(askedFor.values()).containsOnly(SINCE.minusSeconds(60).toEpochMilli());
    }

    @Test
    void remembersWhatArrivedBeforeItsIterationWasDue() {
        expect("a");
        answer(FIRST, 7, "ahead");
        assertThat(watch.missing()).containsExactly("a");

        watch.expect(List.of("ahead", "b"), List.of(), SINCE);

        assertThat(watch.missing()).containsExactly("b");
    }

    private void expect(String... ids) {
        consumer.updateEndOffsets(Map.of(FIRST, 7L, SECOND, 4L));
        watch.expect(List.of(ids), List.of("ahead"), SINCE);
    }

    private void answer(TopicPartition partition, long offset, String id) {
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, id, null));
    }
}
