package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A cluster, a model whose runs take seconds, and hands that write and read what they like. */
public final class TestCluster implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration LONGEST_RUN = Duration.ofMinutes(15);

    private final Path temp;
    private final Path model;
    private final ClusterAccess access;
    private final Optional<EmbeddedBroker> broker;
    private final SchemaRegistry registry;
    private final KafkaClients kafka;

    private TestCluster(Path temp, ClusterAccess access, Optional<EmbeddedBroker> broker) throws IOException {
        this.temp = temp;
        this.access = access;
        this.broker = broker;
        this.model = TinyModel.smallerIn(temp.resolve("model"));
        this.registry = access.registry();
        this.kafka = access.kafka("test");
    }

    /** Starts in an empty folder. */
    public static TestCluster in(Path temp) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        return new TestCluster(temp, ClusterAccess.onThisMachine(broker.bootstrapServers()), Optional.of(broker));
    }

    /** On a cluster that somebody else started. */
    public static TestCluster on(ClusterAccess access, Path temp) throws IOException {
        return new TestCluster(temp, access, Optional.empty());
    }

    @Override
    public void close() {
        registry.close();
        broker.ifPresent(EmbeddedBroker::close);
    }

    /** A specification of the small model that evaluates nothing. */
    public RunSpecification.Builder specification(String run) throws IOException {
        return RunSpecification.newBuilder(Runs.specification())
                .setRun(run)
                .setBaseModel(
                        new BaseModel(model.toString(), ModelFolder.at(model).digest()))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L));
    }

    /** Creates a run. */
    public RunSpecification create(RunSpecification specification) {
        new RunCreator(kafka, registry, CLOCK).create(specification, "test", "");
        return specification;
    }

    /** The list of runs, by name. */
    public Map<String, RunEntry> listed() {
        try (RunRegistry runs = new RunCreator(kafka, registry, CLOCK).runs()) {
            return runs.entries();
        }
    }

    public String bootstrapServers() {
        return access.bootstrapServers();
    }

    /** Trains a run to its end and returns its last version. */
    public WeightsManifest train(RunSpecification run) throws Exception {
        return trainUntil(run, manifest -> manifest.getState() == RunState.FINISHED);
    }

    /** Trains a run until it has such a version, and returns that. */
    public WeightsManifest trainUntil(RunSpecification run, Predicate<WeightsManifest> there) throws Exception {
        Path scratch = Files.createTempDirectory(temp, "scratch");
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        try (Crew crew =
                Crew.start(run.getRun(), access, model, List.of(new DeviceName("cpu")), 1, false, scratch, CLOCK)) {
            while (true) {
                Optional<WeightsManifest> found =
                        versions(run.getRun()).stream().filter(there).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                assertThat(crew.failure()).isEmpty();
                assertThat(System.nanoTime())
                        .as("time until the run was trained")
                        .isLessThan(deadline);
            }
        }
    }

    /** The manifests of a run as they were committed. */
    public List<WeightsManifest> versions(String run) {
        return readable(new RunNames(run).weightsVersions(), WeightsManifest.class).stream()
                .filter(manifest -> manifest.getRun().equals(run))
                .toList();
    }

    /** Where the log of a run ends and how far its groups have come, by topic and partition. */
    public Map<String, Long> offsets(String run) throws Exception {
        RunNames names = new RunNames(run);
        Map<String, Long> offsets = new TreeMap<>();
        ends(run).forEach((partition, end) -> offsets.put("end " + partition, end));
        try (Admin admin = kafka.admin("offsets")) {
            admin.listConsumerGroupOffsets(names.learnerGroup())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, at) -> offsets.put("learner " + partition, at.offset()));
            admin.listStreamsGroupOffsets(Map.of(names.rewardStreamsApplication(), new ListStreamsGroupOffsetsSpec()))
                    .partitionsToOffsetAndMetadata(names.rewardStreamsApplication())
                    .get()
                    .forEach((partition, at) -> offsets.put("rewards " + partition, at.offset()));
        }
        return offsets;
    }

    /** Where the log of a run ends, by topic and partition. */
    public Map<String, Long> ends(String run) throws Exception {
        RunNames names = new RunNames(run);
        Map<String, Long> offsets = new TreeMap<>();
        try (Admin admin = kafka.admin("ends")) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (String topic : admin.listTopics().names().get()) {
                if (topic.startsWith(names.prefix())) {
                    int partitions = admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)
                            .get()
                            .partitions()
                            .size();
                    for (int partition = 0; partition < partitions; partition++) {
                        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
                    }
                }
            }
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((partition, end) -> offsets.put(partition.toString(), end.offset()));
        }
        return offsets;
    }

    /** What can be read in a topic, in the order of its partitions. */
    public <T extends SpecificRecord> List<T> readable(String topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(registry, type);
        each(topic, message -> {
            try {
                Optional.ofNullable(deserializer.deserialize(topic, message.value()))
                        .ifPresent(values::add);
            } catch (SerializationException e) {
                assertThat(Unreadable.mayPass(e)).isFalse();
            }
        });
        return values;
    }

    /** Partition, offset, timestamp, key, headers and value of all that is committed in a topic. */
    public List<List<Object>> records(String topic) {
        List<List<Object>> records = new ArrayList<>();
        each(
                topic,
                message -> records.add(List.of(
                        message.partition(),
                        message.offset(),
                        message.timestamp(),
                        String.valueOf(message.key()),
                        message.headers().toString(),
                        message.value() == null ? "" : HexFormat.of().formatHex(message.value()))));
        return records;
    }

    /** All records that are committed now. */
    private void each(String topic, Consumer<ConsumerRecord<String, byte[]>> action) {
        try (var consumer = kafka.consumer("look", new StringDeserializer(), new ByteArrayDeserializer(), Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(500)).forEach(action);
            }
        }
    }

    /** A record as it lies in a topic. */
    public byte[] bytes(String topic, SpecificRecord value) {
        return serializer(value).serialize(topic, value);
    }

    @SuppressWarnings("unchecked") // the class of a value is one of its type
    private <T extends SpecificRecord> AvroSerializer<T> serializer(T value) {
        return new AvroSerializer<>(registry, (Class<T>) value.getClass());
    }

    /**
     * Writes a record and waits until it is safe.
     *
     * @param value null for a tombstone
     */
    public RecordMetadata write(String topic, Integer partition, String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer =
                kafka.producer("foreign", new StringSerializer(), new ByteArraySerializer(), Map.of())) {
            return producer.send(new ProducerRecord<>(topic, partition, key, value))
                    .get();
        }
    }
}
