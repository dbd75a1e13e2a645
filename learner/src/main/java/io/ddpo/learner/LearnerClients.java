package io.ddpo.learner;

import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.LocationReader;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Opens what a learner reads and writes; whoever asks for something closes it.
 *
 * @param patience how long to wait for a record that should be there
 */
record LearnerClients(KafkaClients kafka, SchemaRegistry registry, RunNames run, Duration patience) {
    /** A transaction holds at most 256 MiB of chunks, over whatever network; the broker allows for 15 minutes. */
    private static final int TRANSACTION_MS = (int) Duration.ofMinutes(5).toMillis();

    /** Several large records a fetch, so that disk and network overlap with decoding. */
    private static final int FETCH_BYTES = 16 << 20;

    /** What is read by location is there: a fetch beyond it must not hold up the next, of another partition. */
    private static final int NO_WAIT_MS = 5;

    /** The one producer that is fenced: of chunks, manifests, requests and metrics. */
    Producer<String, SpecificRecord> commits() {
        return kafka.transactionalProducer(
                "commits",
                run.learnerTransactionalId(),
                new StringSerializer(),
                new ContractSerializer(registry),
                Map.of(
                        "transaction.timeout.ms",
                        TRANSACTION_MS,
                        "max.request.size",
                        TopicCatalogue.LARGEST_RECORD,
                        "buffer.memory",
                        2 * TopicCatalogue.LARGEST_RECORD));
    }

    Producer<String, WorkerHeartbeat> heartbeats() {
        return kafka.producer(
                "heartbeats", new StringSerializer(), new AvroSerializer<>(registry, WorkerHeartbeat.class), Map.of());
    }

    /** @param purpose tells apart the two that a learner has */
    Consumer<String, Control> control(String purpose) {
        return consumer(purpose, new AvroDeserializer<>(registry, Control.class), Map.of());
    }

    Consumer<String, WeightsManifest> manifests() {
        return consumer("manifests", new AvroDeserializer<>(registry, WeightsManifest.class), Map.of());
    }

    Consumer<String, Metric> metrics() {
        return consumer("metrics", new AvroDeserializer<>(registry, Metric.class), Map.of());
    }

    /** In the learner's group, for its name only: partitions are assigned, and offsets come from manifests. */
    Consumer<String, AdvantageEntry> advantages() {
        return kafka.consumer(
                "advantages",
                run.learnerGroup(),
                new StringDeserializer(),
                new AvroDeserializer<>(registry, AdvantageEntry.class),
                Map.of());
    }

    Consumer<String, Void> outcomes() {
        return consumer("outcomes", new KeysOnly(), Map.of());
    }

    ChunkReader chunks() {
        return new ChunkReader(
                consumer("chunks", new ByteArrayDeserializer(), largeFetches()),
                new AvroDeserializer<>(registry, WeightChunk.class),
                patience);
    }

    LocationReader<Trajectory> trajectories() {
        return new LocationReader<>(
                consumer("trajectories", new ByteArrayDeserializer(), largeFetches()),
                new AvroDeserializer<>(registry, Trajectory.class),
                patience);
    }

    private static Map<String, ?> largeFetches() {
        return Map.of("max.partition.fetch.bytes", FETCH_BYTES, "fetch.max.wait.ms", NO_WAIT_MS);
    }

    private <V> Consumer<String, V> consumer(String purpose, Deserializer<V> values, Map<String, ?> settings) {
        return kafka.consumer(purpose, new StringDeserializer(), values, settings);
    }
}
