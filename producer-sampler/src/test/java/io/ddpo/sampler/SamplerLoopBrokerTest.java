package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.payload.ChunkPublisher;
import io.ddpo.schemas.payload.LocationReader;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.Keys;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Exit;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Samplers at work on a real broker; the test is their learner. */
@Tag("broker")
class SamplerLoopBrokerTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final RunNames RUN = new RunNames("loop");

    private final Broker broker = Broker.shared();
    private final MemorySchemaRegistry registry = new MemorySchemaRegistry();
    private final List<Settings> started = new ArrayList<>();

    @BeforeEach
    void createRun() throws Exception {
        broker.run(RUN.run());
        send(
                RUN.control(),
                null,
                Control.class,
                new Control(
                        "test",
                        "",
                        Instant.EPOCH,
                        new CreateRun(TinyRun.specification(RUN.run()).build())));
    }

    @Test
    void twoSamplersDivideTheRequestsOfARunAndGiveTheirPlaceBack() throws Exception {
        List<RoleProcess> samplers = List.of(start("sampler-0"), start("sampler-1"));
        publishVersionZeroWith(request("r-0"), request("r-1"), request("r-2"));

        List<Outcome> outcomes = read(RUN.samples(), 4, Outcome.class, found -> found.size() == 6);
        samplers.forEach(RoleProcess::stop);

        assertThat(outcomes)
                .extracting(Outcome::getTrajectoryId)
                .containsExactlyInAnyOrder("r-0/0", "r-0/1", "r-1/0", "r-1/1", "r-2/0", "r-2/1");
        assertThat(outcomes).allSatisfy(this::hasATrajectory);
        assertThat(samplers).extracting(sampler -> sampler.exit().get()).containsOnly(Exit.OK);
        assertThat(read(RUN.workers(), 1, WorkerHeartbeat.class, found -> stopped(found) == 2))
                .extracting(WorkerHeartbeat::getState)
                .contains(WorkerState.STARTING, WorkerState.STOPPED);
        assertThat(started)
                .allSatisfy(settings -> assertThat(settings.unread())
                        .as("settings that are declared and then ignored")
                        .isSubsetOf("config", "http.host"));
    }

    private static long stopped(List<WorkerHeartbeat> heartbeats) {
        return heartbeats.stream()
                .filter(beat -> beat.getState() == WorkerState.STOPPED)
                .count();
    }

    private void hasATrajectory(Outcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Picture.class);
        try (LocationReader<Trajectory> reader =
                new LocationReader<>(consumer(), new AvroDeserializer<>(registry, Trajectory.class), LONG)) {
            Trajectory trajectory = reader.read(((Picture) outcome.getResult()).getTrajectory());
            assertThat(trajectory.getSampler()).isEqualTo(outcome.getSampler());
            assertThat(trajectory.getPrompt()).isEqualTo(outcome.getPrompt());
        }
    }

    private RoleProcess start(String worker) {
        SamplerRole role = new SamplerRole(TinyModel.kernels());
        Settings settings = RoleSettings.of(role)
                .of(
                        Map.of(
                                "run",
                                RUN.run(),
                                "worker",
                                worker,
                                "kafka.bootstrap.servers",
                                broker.bootstrap(),
                                "registry.url",
                                "memory:"),
                        "test");
        started.add(settings);
        return new RoleProcess(role, settings, InstantSource.system()).start();
    }

    private static RolloutRequest request(String id) throws IOException {
        return Requests.varied()
                .setId(id)
                .setRun(RUN.run())
                .setBaseDigest(TinyModel.digest())
                .setSamples(List.of(
                        Requests.sample(id + "/0", "a cat", 1),
                        Requests.sample(id + "/1", "a fox", 2),
                        Requests.padding()))
                .build();
    }

    /** The requests come first, so that samplers see them without the manifest for a moment. */
    private void publishVersionZeroWith(RolloutRequest... requests) throws Exception {
        WeightsManifest manifest = publishWeights();
        for (RolloutRequest request : requests) {
            send(RUN.rolloutRequests(), request.getId(), RolloutRequest.class, request);
        }
        send(RUN.weightsVersions(), Keys.version(0), WeightsManifest.class, manifest);
    }

    private WeightsManifest publishWeights() throws IOException {
        try (Policy policy = TinyModel.policy();
                Producer<String, WeightChunk> producer = producer(WeightChunk.class)) {
            byte[] payload = SafetensorsWriter.toBytes(policy.snapshot(), Map.of());
            return WeightsLog.manifest(0)
                    .setRun(RUN.run())
                    .setBaseDigest(TinyModel.digest())
                    .setPolicySha256(policy.sha256())
                    .setWeights(new ChunkPublisher(producer)
                            .publish(
                                    RUN.weights(),
                                    0,
                                    ChunkKind.WEIGHTS,
                                    new ByteArrayInputStream(payload),
                                    payload.length))
                    .build();
        }
    }

    private <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T value) throws Exception {
        try (Producer<String, T> producer = producer(type)) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private <T extends SpecificRecord> Producer<String, T> producer(Class<T> type) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "max.request.size", 16 << 20),
                new StringSerializer(),
                new AvroSerializer<>(registry, type));
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "auto.offset.reset", "none"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Reads a topic from the beginning until there is enough in it. */
    private <T extends SpecificRecord> List<T> read(
            String topic, int partitions, Class<T> type, Predicate<List<T>> enough) {
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(registry, type);
        List<T> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Instant deadline = Instant.now().plus(LONG);
            while (!enough.test(found)) {
                assertThat(Instant.now())
                        .as("waited for %s with %s", topic, found)
                        .isBefore(deadline);
                consumer.poll(Duration.ofMillis(500))
                        .forEach(message -> found.add(deserializer.deserialize(topic, message.value())));
            }
        }
        return found;
    }
}
