package io.ddpo.fleet;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topics of a run that say who is to work on it, and what their records come to. One thread at a time. */
final class RunTopics {
    private final RunNames run;
    private final RunFold fold = new RunFold();
    private final AvroDeserializer<Control> commands;
    private final AvroDeserializer<WeightsManifest> versions;
    private final AvroDeserializer<Metric> metrics;

    RunTopics(RunNames run, SchemaRegistry registry) {
        this.run = run;
        this.commands = new AvroDeserializer<>(registry, Control.class);
        this.versions = new AvroDeserializer<>(registry, WeightsManifest.class);
        this.metrics = new AvroDeserializer<>(registry, Metric.class);
    }

    Set<TopicPartition> partitions() {
        return Stream.of(run.control(), run.weightsVersions(), run.metrics())
                .map(topic -> new TopicPartition(topic, 0))
                .collect(Collectors.toSet());
    }

    /** @throws org.apache.kafka.common.errors.SerializationException if it is not what its topic should hold */
    void accept(ConsumerRecord<String, byte[]> message) {
        String topic = message.topic();
        if (topic.equals(run.control())) {
            fold.accept(commands.deserialize(topic, message.value()), message.offset());
        } else if (topic.equals(run.metrics())) {
            fold.accept(metrics.deserialize(topic, message.value()));
        } else {
            WeightsManifest manifest = versions.deserialize(topic, message.value());
            if (manifest.getRun().equals(run.run())) {
                fold.accept(manifest);
            }
        }
    }

    /** What is wanted, with the processes of the run's entry; roles that a later release knows are left out. */
    RunWish wish(RunEntry entry) {
        Map<WorkerRole, Integer> roles = new EnumMap<>(WorkerRole.class);
        entry.getRoles().forEach((name, count) -> WorkerRole.of(name).ifPresent(role -> roles.put(role, count)));
        return new RunWish(run.run(), roles, fold.samplers(), fold.over());
    }
}
