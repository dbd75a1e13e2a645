package io.ddpo.console.log;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes commands to runs. Thread-safe; a producer may block for metadata, so it has a thread of its own. */
public final class ControlWriter implements AutoCloseable {
    private static final Duration GIVE_UP = Duration.ofSeconds(20);

    private final Producer<String, Control> producer;
    private final InstantSource clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread named = new Thread(work, "console-control");
        named.setDaemon(true);
        return named;
    });

    public ControlWriter(KafkaClients kafka, SchemaRegistry registry, InstantSource clock) {
        this.clock = clock;
        String milliseconds = Long.toString(GIVE_UP.toMillis());
        producer = kafka.producer(
                "control",
                new StringSerializer(),
                new AvroSerializer<>(registry, Control.class),
                Map.of(
                        "max.block.ms", milliseconds,
                        "delivery.timeout.ms", milliseconds,
                        "request.timeout.ms", "10000"));
    }

    /**
     * Appends a command.
     *
     * @param command one of the records that {@link Control} takes
     * @return completes with its offset once it is acknowledged
     */
    public CompletableFuture<Long> append(RunNames run, Object command, String who, String why) {
        Control control = Control.newBuilder()
                .setWho(who)
                .setWhy(why)
                .setTimestamp(clock.instant())
                .setCommand(command)
                .build();
        return CompletableFuture.supplyAsync(() -> send(run, control), thread);
    }

    private long send(RunNames run, Control control) {
        try {
            return producer.send(new ProducerRecord<>(run.control(), control))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the command was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        producer.close(Duration.ofSeconds(5));
    }
}
