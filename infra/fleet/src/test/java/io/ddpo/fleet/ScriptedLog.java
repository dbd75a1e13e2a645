package io.ddpo.fleet;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A cluster's log that a test writes, and the fleet that reads it. */
final class ScriptedLog {
    private static final TopicPartition LIST = new TopicPartition(RunNames.RUNS, 0);

    private final SchemaRegistry registry = new MemorySchemaRegistry();
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final FleetLog fleet;

    ScriptedLog(String name) {
        begin(LIST);
        fleet = new FleetLog(consumer, registry, name);
    }

    FleetLog fleet() {
        return fleet;
    }

    /** Has the fleet take in all that was written. */
    void look() {
        fleet.look(Duration.ZERO);
    }

    /** Null strikes the run off the list. */
    void entry(String run, RunEntry entry) {
        names(run).forEach(this::begin);
        append(LIST, run, entry);
    }

    void control(String run, Control command) {
        append(new TopicPartition(new RunNames(run).control(), 0), null, command);
    }

    void version(String run, WeightsManifest manifest) {
        append(new TopicPartition(new RunNames(run).weightsVersions(), 0), "any", manifest);
    }

    void nonsense(String run) {
        append(new TopicPartition(new RunNames(run).control(), 0), null, new byte[] {7});
    }

    /** The next look fails. */
    void fails(String why) {
        consumer.setPollException(new KafkaException(why));
    }

    /** The broker has said where the log of a run ends. */
    void ends(String run) {
        names(run).forEach(partition -> consumer.updateEndOffsets(Map.of(partition, ends.get(partition))));
    }

    private static Stream<TopicPartition> names(String run) {
        RunNames names = new RunNames(run);
        return Stream.of(names.control(), names.weightsVersions(), names.metrics())
                .map(topic -> new TopicPartition(topic, 0));
    }

    private void begin(TopicPartition partition) {
        if (ends.putIfAbsent(partition, 0L) == null) {
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
        }
    }

    @SuppressWarnings("unchecked") // the class of a value is one of its type
    private <T extends SpecificRecord> void append(TopicPartition partition, String key, T value) {
        byte[] bytes = value == null
                ? null
                : new AvroSerializer<>(registry, (Class<T>) value.getClass()).serialize(partition.topic(), value);
        append(partition, key, bytes);
    }

    private void append(TopicPartition partition, String key, byte[] value) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        if (partition.equals(LIST)) {
            consumer.updateEndOffsets(Map.of(partition, offset + 1));
        }
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value));
    }
}
