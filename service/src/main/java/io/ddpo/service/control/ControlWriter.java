package io.ddpo.service.control;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends commands to the control topics of runs. Thread-safe. */
public final class ControlWriter implements AutoCloseable {
    /** Somebody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final Producer<String, Control> producer;

    public ControlWriter(KafkaClients kafka, SchemaRegistry registry) {
        producer = kafka.producer(
                "control",
                new StringSerializer(),
                new AvroSerializer<>(registry, Control.class),
                Map.of(
                        "max.block.ms", Long.toString(PATIENCE.toMillis()),
                        "delivery.timeout.ms", Long.toString(PATIENCE.toMillis()),
                        "request.timeout.ms", Long.toString(REQUEST.toMillis())));
    }

    /**
     * Appends a command and waits until it is acknowledged, up to 20 seconds.
     *
     * @return its offset
     * @throws KafkaException if it was not; whether the log has it is not known then
     */
    public long append(RunNames run, Control command) {
        try {
            return producer.send(new ProducerRecord<>(run.control(), command))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "topic %s: the command was not acknowledged (%s)"
                            .formatted(run.control(), e.getCause().getMessage()),
                    e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(LONGEST_CLOSE);
    }
}
