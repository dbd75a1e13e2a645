package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
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
    private final AdvantageReader reader = new AdvantageReader(consumer, PARTITION.topic());

    @Test
    void collectsAnIterationOverSeveralPolls() {
        reader.expect(3, 5);
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
        reader.expect(3, 5);
        add(5, 3, first);
        add(9, 3, ClosedIterationTest.closing(first));

        assertThat(poll())
                .hasValueSatisfying(closed -> assertThat(closed.nextOffset()).isEqualTo(10));
    }

    @Test
    void beginsAnIterationAnewWhereItIsTold() {
        reader.expect(3, 5);
        add(5, 3, first);
        assertThat(poll()).isEmpty();

        reader.expect(3, 5);
        add(5, 3, first);
        add(6, 3, ClosedIterationTest.closing(first));

        assertThat(poll())
                .hasValueSatisfying(closed -> assertThat(closed.advantages()).containsExactly(first));
    }

    @Test
    void refusesAnEntryOfAnotherIteration() {
        reader.expect(3, 5);
        add(5, 4, first);

        assertThatThrownBy(this::poll)
                .isInstanceOf(FatalRoleException.class)
                .hasMessage("topic demo.advantages offset 5: expected an entry of iteration 3, found one of 4");
    }

    private Optional<ClosedIteration> poll() {
        return reader.poll(Duration.ZERO);
    }

    private void add(long offset, int iteration, Object entry) {
        consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), 0, offset, Integer.toString(iteration), new AdvantageEntry(iteration, entry)));
    }
}
