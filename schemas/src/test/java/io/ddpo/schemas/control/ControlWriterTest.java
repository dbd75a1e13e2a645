package io.ddpo.schemas.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ControlWriterTest {
    private static final RunNames RUN = new RunNames("foxes");
    private static final Control PAUSE = RunCommand.pause().record("ada", "lunch", Instant.EPOCH);

    private final MockProducer<String, Control> producer =
            new MockProducer<>(true, null, new StringSerializer(), (topic, control) -> new byte[0]);

    @Test
    void aCommandHasAnOffsetOnceTheLogHasIt() {
        try (ControlWriter writer = new ControlWriter(producer)) {
            assertThat(writer.append(RUN, PAUSE)).isZero();
            assertThat(writer.append(RUN, PAUSE)).isEqualTo(1);
        }

        assertThat(producer.history()).hasSize(2).containsOnly(new ProducerRecord<>("foxes.control", PAUSE));
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void aCommandThatNobodyTookIsAnError() {
        producer.sendException = new TimeoutException("no broker");
        try (ControlWriter writer = new ControlWriter(producer)) {
            assertThatThrownBy(() -> writer.append(RUN, PAUSE))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("no broker");
        }
    }
}
