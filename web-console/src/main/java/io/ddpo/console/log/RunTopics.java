package io.ddpo.console.log;

import io.ddpo.console.model.RunFold;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The light topics of a run, and what their records do to its fold. */
final class RunTopics {
    private final RunFold fold;
    private final SchemaRegistry registry;
    private final Map<String, Handler> handlers = new HashMap<>();

    RunTopics(RunFold fold, SchemaRegistry registry) {
        this.fold = fold;
        this.registry = registry;
        RunNames run = new RunNames(fold.run());
        handle(run.control(), Control.class, (message, command) -> fold.accept(message.offset(), command));
        handle(run.weightsVersions(), WeightsManifest.class, (message, manifest) -> fold.accept(manifest));
        handle(run.metrics(), Metric.class, (message, metric) -> fold.accept(metric));
        handle(run.rewards(), Reward.class, (message, reward) -> fold.accept(reward, written(message)));
        handle(run.advantages(), AdvantageEntry.class, (message, entry) -> fold.accept(entry, written(message)));
        handle(run.workers(), WorkerHeartbeat.class, (message, beat) -> fold.accept(beat));
        handle(run.deadLetters(), DeadLetter.class, (message, letter) -> fold.accept(message.offset(), letter));
    }

    private <T extends SpecificRecord> void handle(
            String topic, Class<T> type, BiConsumer<ConsumerRecord<String, byte[]>, T> step) {
        AvroDeserializer<T> values = new AvroDeserializer<>(registry, type);
        handlers.put(topic, message -> step.accept(message, values.deserialize(topic, message.value())));
    }

    private static Instant written(ConsumerRecord<?, ?> message) {
        return Instant.ofEpochMilli(message.timestamp());
    }

    RunFold fold() {
        return fold;
    }

    Set<String> names() {
        return handlers.keySet();
    }

    /** @throws org.apache.kafka.common.errors.SerializationException if it is not what its topic should hold */
    void accept(ConsumerRecord<String, byte[]> message) {
        if (message.value() != null) {
            handlers.get(message.topic()).accept(message);
        } else if (message.topic().equals(new RunNames(fold.run()).workers())) {
            fold.forget(message.key());
        }
    }

    private interface Handler {
        void accept(ConsumerRecord<String, byte[]> message);
    }
}
