package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log of a run from its beginning, and lets a view know. What others have written there is stepped over. One
 * thread at a time.
 */
final class RunTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunTail.class);

    private final Consumer<String, byte[]> consumer;
    private final Map<String, Handler> handlers = new HashMap<>();
    private final List<TopicPartition> partitions;
    private final String control;
    private final RunView view;

    RunTail(KafkaClients kafka, SchemaRegistry registry, RunNames run, RunView view) {
        this.view = view;
        control = run.control();
        consumer = kafka.consumer("tail", new StringDeserializer(), new ByteArrayDeserializer(), Map.of());
        handle(control, new AvroDeserializer<>(registry, Control.class), view::accept);
        handle(run.samples(), new AvroDeserializer<>(registry, Outcome.class), view::accept);
        handle(run.weightsVersions(), new AvroDeserializer<>(registry, WeightsManifest.class), manifest -> {
            if (manifest.getRun().equals(run.run())) {
                view.accept(manifest);
            }
        });
        handle(run.metrics(), new AvroDeserializer<>(registry, Metric.class), view::accept);
        handle(run.workers(), new AvroDeserializer<>(registry, WorkerHeartbeat.class), view::accept);
        partitions = handlers.keySet().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private <T extends SpecificRecord> void handle(
            String topic, AvroDeserializer<T> values, java.util.function.Consumer<T> action) {
        handlers.put(topic, bytes -> action.accept(values.deserialize(topic, bytes)));
    }

    /** Follows the log to where it ends now. */
    RunView catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            follow(Duration.ofMillis(200));
        }
        return view;
    }

    /** Follows what has come, waiting for it up to {@code patience}. */
    RunView follow(Duration patience) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(patience)) {
            if (message.value() != null) {
                handle(message);
            }
            if (message.topic().equals(control)) {
                view.readCommandsTo(message.offset() + 1);
            }
        }
        return view;
    }

    private void handle(ConsumerRecord<String, byte[]> message) {
        try {
            handlers.get(message.topic()).handle(message.value());
        } catch (SerializationException e) {
            if (Unreadable.mayPass(e)) {
                throw e;
            }
            log.atDebug()
                    .addKeyValue("topic", message.topic())
                    .addKeyValue("partition", message.partition())
                    .addKeyValue("offset", message.offset())
                    .log("A record is stepped over: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private interface Handler {
        void handle(byte[] value);
    }
}
