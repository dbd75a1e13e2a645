package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AdvantageReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("demo.advantages", 0);

    private final Advantage first = Trajectories.advantage("t000003-00000-0000", 1);
    private final Advantage second = Trajectories.advantage("t000003-00000-0001", -1);
    private final MockConsumer<String, AdvantageEntry> consumer = new MockConsumer<>("none");
    private final Rejects rejects = new Rejects("learner-1", () -> Instant.EPOCH);
    private final AdvantageReader reader = new AdvantageReader(consumer, PARTITION.topic(), rejects);

    @Test
    void collectsAnIterationOverSeveralPolls() {
        expectBoth();
        add(5, 3, first);
        assertThat(poll()).isEmpty();
        add(6, 3, second);
        assertThat(poll()).isEmpty();
        add(7, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll()).hasValueSatisfying(closed -> {
            assertThat(closed.advantages()).containsExactly(first, second);
            assertThat(closed.nextOffset()).isEqualTo(8);
        });
    }

    @Test
    void stepsOverTheMarkersOfTransactions() {
        expectBoth();
        add(5, 3, first);
        add(6, 3, second);
        add(9, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll())
                .hasValueSatisfying(closed -> assertThat(closed.nextOffset()).isEqualTo(10));
    }

    @Test
    void beginsAnIterationAnewWhereItIsTold() {
        expectBoth();
        add(5, 3, first);
        assertThat(poll()).isEmpty();

        expectBoth();
        add(5, 3, first);
        add(6, 3, second);
        add(7, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll())
                .hasValueSatisfying(closed -> assertThat(closed.advantages()).containsExactly(first, second));
    }

    @Test
    void stepsOverWhatDoesNotBelongToTheIteration() {
        Advantage foreign = Trajectories.advantage("t000009-00000-0000", 1);
        Advantage forged = Trajectories.advantage(second.getTrajectoryId(), 7);
        expectBoth();
        add(5, 4, first);
        add(6, 3, first);
        add(7, 3, foreign);
        add(8, 3, null);
        add(9, 3, ClosedIterationTest.closing(first));
        add(10, 3, second);
        add(11, 3, first);
        add(12, 3, forged);
        add(13, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll()).hasValueSatisfying(closed -> {
            assertThat(closed.advantages()).containsExactly(first, second);
            assertThat(closed.nextOffset()).isEqualTo(14);
        });
        assertThat(rejected())
                .containsExactlyInAnyOrder(
                        "5: expected an entry of iteration 3, found one of 4",
                        "7: expected a trajectory that was requested in iteration 3, found t000009-00000-0000",
                        "8: expected a record, found a tombstone",
                        "9: expected a closing record of [t000003-00000-0000, t000003-00000-0001], found"
                                + " [t000003-00000-0000]",
                        "11: expected one advantage of trajectory t000003-00000-0000, found another",
                        "12: expected one advantage of trajectory t000003-00000-0001, found another");
    }

    @Test
    void takesTheAdvantageThatTheClosingRecordMeans() {
        expectBoth();
        add(5, 3, Trajectories.advantage(first.getTrajectoryId(), 7));
        add(6, 3, first);
        add(7, 3, second);
        add(8, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll())
                .hasValueSatisfying(closed -> assertThat(closed.advantages()).containsExactly(first, second));
        assertThat(rejected())
                .containsExactly("5: expected one advantage of trajectory t000003-00000-0000, found another");
    }

    @Test
    void stepsOverWhatCannotBeRead() {
        expectBoth();
        consumer.setPollException(BrokenRecord.at(PARTITION, 5, "3", "expected AdvantageEntry, found 3 bytes in all"));
        assertThat(poll()).isEmpty();
        add(6, 3, first);
        add(7, 3, second);
        add(8, 3, ClosedIterationTest.closing(first, second));

        assertThat(poll()).isPresent();
        assertThat(rejects.drain()).singleElement().satisfies(letter -> {
            assertThat(letter.getTopic()).isEqualTo(PARTITION.topic());
            assertThat(letter.getOffset()).isEqualTo(5);
            assertThat(letter.getReason()).isEqualTo("expected AdvantageEntry, found 3 bytes in all");
            assertThat(letter.getWorker()).isEqualTo("learner-1");
            assertThat(letter.getPayload()).contains(BrokenRecord.PAYLOAD);
        });
    }

    @Test
    void countsAnAdvantageThatIsNoNumberAsAFailure() {
        Advantage nan = Trajectories.advantage(second.getTrajectoryId(), Double.NaN);
        expectBoth();
        add(5, 3, first);
        add(6, 3, nan);
        add(7, 3, ClosedIterationTest.closing(first, nan));

        assertThat(poll()).hasValueSatisfying(closed -> {
            assertThat(closed.advantages()).containsExactly(first);
            assertThat(closed.closed().getFailures()).hasSize(1);
        });
        assertThat(rejected()).containsExactly("6: expected a finite reward and a finite advantage, found 1.0 and NaN");
    }

    private void expectBoth() {
        reader.expect(3, 5, List.of(first.getTrajectoryId(), second.getTrajectoryId()));
    }

    private List<String> rejected() {
        return rejects.drain().stream()
                .map(letter -> letter.getOffset() + ": " + letter.getReason())
                .toList();
    }

    private Optional<ClosedIteration> poll() {
        return reader.poll(Duration.ZERO);
    }

    private void add(long offset, int iteration, Object entry) {
        consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                Integer.toString(iteration),
                entry == null ? null : new AdvantageEntry(iteration, entry)));
    }
}
