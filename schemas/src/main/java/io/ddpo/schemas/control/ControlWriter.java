package io.ddpo.schemas.control;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Appends commands to the control topics of runs. Thread-safe. */
public final class ControlWriter implements AutoCloseable {
    /** What its producer is told: somebody waits for the answer, up to 20 seconds. */
    public static final Map<String, String> PRODUCER_SETTINGS = Map.of(
            "max.block.ms", "20000",
            "delivery.timeout.ms", "20000",
            "request.timeout.ms", "10000");

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final Producer<String, Control> producer;

    /** @param producer with {@link #PRODUCER_SETTINGS}; taken over and closed */
    public ControlWriter(Producer<String, Control> producer) {
        this.producer = producer;
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
