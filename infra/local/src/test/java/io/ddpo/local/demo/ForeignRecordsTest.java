package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others write into the topics that a learner reads changes nothing about the run, and is said. */
@Tag("broker")
class ForeignRecordsTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

    @TempDir
    static Path temp;

    private static Path model;
    private static EmbeddedBroker broker;
    private static SchemaRegistry registry;
    private static KafkaClients kafka;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        registry = new MemorySchemaRegistry();
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers()), "test");
        kafka = new KafkaClients("test", settings, meters -> {});
        model = TinyModel.smallerIn(temp.resolve("model"));
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void theRunGoesOnAndEveryForeignRecordIsADeadLetter() throws Exception {
        String undisturbed = train(created("undisturbed")).getPolicySha256();
        RunSpecification run = created("disturbed");
        RunNames names = new RunNames(run.getRun());
        Set<String> read = new TreeSet<>();
        for (String topic : List.of(names.control(), names.advantages(), names.weightsVersions())) {
            read.addAll(write(topic, malformed(topic)));
        }
        for (String topic : List.of(names.weights(), names.trainingState(), names.trajectories())) {
            write(topic, malformed(topic)); // read by place alone, so that nobody ever sees these
        }
        read.addAll(write(names.advantages(), strangersToTheIteration(names)));
        read.addAll(write(names.weightsVersions(), List.of(bytes(names.weightsVersions(), manifestOfAnotherRun()))));

        WeightsManifest last = train(run);

        assertThat(last.getPolicySha256()).isEqualTo(undisturbed);
        assertThat(last.getCounters()).containsEntry("trained", 8L).containsEntry("failed", 0L);
        Map<String, List<DeadLetter>> letters = letters(names).stream()
                .filter(letter -> letter.getWorker().equals("learner"))
                .collect(Collectors.groupingBy(letter -> letter.getTopic() + "/" + letter.getOffset()));
        assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(read);
        assertThat(letters.values()).allSatisfy(ofOneRecord -> {
            assertThat(ofOneRecord).hasSize(1);
            assertThat(ofOneRecord.get(0).getReason()).contains("expected", "found");
        });
    }

    /** Random bytes, nothing, a tombstone, a record cut off, and one of another topic's schema. */
    private static List<byte[]> malformed(String topic) {
        byte[] metric = bytes(
                "any.metrics",
                Metric.newBuilder()
                        .setSeries("iteration")
                        .setIteration(0)
                        .setPolicyVersion(0)
                        .setStep(0)
                        .setTimestamp(Instant.EPOCH)
                        .setValues(Map.of("loss", Double.NaN))
                        .build());
        return Arrays.asList(
                topic.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new byte[0],
                null,
                Arrays.copyOf(metric, metric.length / 2),
                metric);
    }

    /** An iteration that is not now, a trajectory that nobody asked for, no number, and the close of something else. */
    private static List<byte[]> strangersToTheIteration(RunNames run) {
        Advantage foreign = advantage("t000000-00009-0000", 1);
        Advantage noNumber = advantage("t000000-00000-0001", Double.NaN);
        IterationClosed closing = IterationClosed.newBuilder()
                .setPolicyVersion(0)
                .setTrajectoryIds(List.of("t000000-00000-0001"))
                .setFailures(List.of())
                .setRewardMean(0)
                .setRewardStd(1)
                .setDigest("0".repeat(64))
                .build();
        return List.of(
                bytes(run.advantages(), new AdvantageEntry(7, foreign)),
                bytes(run.advantages(), new AdvantageEntry(0, foreign)),
                bytes(run.advantages(), new AdvantageEntry(0, noNumber)),
                bytes(run.advantages(), new AdvantageEntry(0, closing)));
    }

    private static Advantage advantage(String id, double value) {
        return Advantage.newBuilder()
                .setTrajectoryId(id)
                .setRequestId(id.substring(0, id.lastIndexOf('-')))
                .setIndexInRequest(0)
                .setPolicyVersion(0)
                .setPrompt("a fox")
                .setReward(value)
                .setAdvantage(value)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.BATCH)
                .setCount(4)
                .setTrajectory(new Location("disturbed.trajectories", 0, 0L, id, "0".repeat(64)))
                .build();
    }

    private static WeightsManifest manifestOfAnotherRun() {
        return WeightsManifest.newBuilder(Runs.manifest(0, RunState.STOPPED))
                .setRun("another")
                .build();
    }

    private static byte[] bytes(String topic, SpecificRecord value) {
        return serializer(value).serialize(topic, value);
    }

    @SuppressWarnings("unchecked") // the class of a value is one of its type
    private static <T extends SpecificRecord> AvroSerializer<T> serializer(T value) {
        return new AvroSerializer<>(registry, (Class<T>) value.getClass());
    }

    /** @return the places of the records */
    private static List<String> write(String topic, List<byte[]> values) throws Exception {
        List<String> places = new ArrayList<>();
        try (Producer<String, byte[]> producer =
                kafka.producer("foreign", new StringSerializer(), new ByteArraySerializer(), Map.of())) {
            for (byte[] value : values) {
                ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, 0, "0", value);
                places.add(topic + "/" + producer.send(message).get().offset());
            }
        }
        return places;
    }

    private static RunSpecification created(String name) throws Exception {
        RunSpecification run = RunSpecification.newBuilder(Runs.specification())
                .setRun(name)
                .setBaseModel(
                        new BaseModel(model.toString(), ModelFolder.at(model).digest()))
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .build();
        new RunCreator(kafka, registry, CLOCK).create(run, "test", "");
        return run;
    }

    /** Trains a run to its end and returns its last version. */
    private static WeightsManifest train(RunSpecification run) throws Exception {
        RunNames names = new RunNames(run.getRun());
        Path scratch = Files.createTempDirectory(temp, "scratch");
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        try (Crew crew = Crew.start(
                run.getRun(), broker.bootstrapServers(), model, new DeviceName("cpu"), 1, false, scratch, CLOCK)) {
            while (true) {
                Optional<WeightsManifest> finished = finished(names);
                if (finished.isPresent()) {
                    return finished.get();
                }
                assertThat(crew.failure()).isEmpty();
                assertThat(System.nanoTime())
                        .as("time until the run was trained")
                        .isLessThan(deadline);
            }
        }
    }

    private static Optional<WeightsManifest> finished(RunNames run) {
        List<WeightsManifest> manifests = new ArrayList<>();
        each(run.weightsVersions(), message -> {
            try {
                manifests.add(new AvroDeserializer<>(registry, WeightsManifest.class)
                        .deserialize(message.topic(), message.value()));
            } catch (SerializationException e) {
                assertThat(e).hasMessageContaining("expected"); // one of ours
            }
        });
        return manifests.stream()
                .filter(manifest -> manifest != null && manifest.getRun().equals(run.run()))
                .filter(manifest -> manifest.getState() == RunState.FINISHED)
                .findFirst();
    }

    private static List<DeadLetter> letters(RunNames run) {
        List<DeadLetter> letters = new ArrayList<>();
        AvroDeserializer<DeadLetter> deserializer = new AvroDeserializer<>(registry, DeadLetter.class);
        each(run.deadLetters(), message -> letters.add(deserializer.deserialize(message.topic(), message.value())));
        return letters;
    }

    /** All records of the first partition that are committed now; waits a moment for them. */
    private static void each(String topic, Consumer<ConsumerRecord<String, byte[]>> action) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = kafka.consumer("look", new StringDeserializer(), new ByteArrayDeserializer(), Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(action);
            }
        }
    }
}
