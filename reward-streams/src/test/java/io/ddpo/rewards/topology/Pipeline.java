package io.ddpo.rewards.topology;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without a broker. */
final class Pipeline implements AutoCloseable {
    static final Duration OVERDUE_AFTER = Duration.ofMinutes(1);

    private static final List<String> STORES = List.of(
            Stores.SEEN_OUTCOMES,
            Stores.OPEN_REWARDS,
            Stores.REMEMBERED_REWARDS,
            Stores.PROGRESS,
            Stores.OPEN_EVALUATIONS,
            Stores.CLOSED_EVALUATIONS);

    final MeterRegistry meters = new SimpleMeterRegistry();
    final RewardMetrics metrics = new RewardMetrics(meters);

    private final SchemaRegistry registry = new MemorySchemaRegistry();
    private final RunSpecification run;
    private final Map<String, List<Double>> beginning;
    private final RewardFunction reward;
    private final RunNames topics;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> samples;
    private final TestInputTopic<String, byte[]> rewards;

    /** @param reward null for one that scorers compute */
    Pipeline(RunSpecification run, RewardFunction reward) {
        this(run, reward, Map.of());
    }

    /** @param beginning what the tracker remembers at first */
    Pipeline(RunSpecification run, RewardFunction reward, Map<String, List<Double>> beginning) {
        this.run = run;
        this.beginning = beginning;
        this.reward = reward;
        this.topics = new RunNames(run.getRun());
        Operation operation = new Operation("rewards-1", OVERDUE_AFTER, metrics);
        this.driver = new TopologyTestDriver(
                RewardTopology.build(
                        run, registry, Optional.ofNullable(reward), Guards.none(), () -> beginning, operation),
                properties(),
                Instant.EPOCH);
        this.samples = driver.createInputTopic(topics.samples(), new StringSerializer(), new ByteArraySerializer());
        this.rewards = driver.createInputTopic(topics.rewards(), new StringSerializer(), new ByteArraySerializer());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "application.id", topics.rewardStreamsApplication(),
                "bootstrap.servers", "none:1",
                "processing.guarantee", "exactly_once_v2",
                "group.protocol", "streams"));
        return properties;
    }

    /** Another process that takes over: nothing but the stores survives. */
    Pipeline restarted() {
        Pipeline successor = new Pipeline(run, reward, beginning);
        STORES.forEach(name -> {
            KeyValueStore<Object, Object> restored = successor.driver.getKeyValueStore(name);
            driver.getKeyValueStore(name).all().forEachRemaining(entry -> restored.put(entry.key, entry.value));
        });
        close();
        return successor;
    }

    void samples(List<Outcome> outcomes) {
        outcomes.forEach(this::sample);
    }

    void sample(Outcome outcome) {
        samples.pipeInput(outcome.getTrajectoryId(), write(topics.samples(), Outcome.class, outcome));
    }

    void sample(String key, byte[] value) {
        samples.pipeInput(key, value);
    }

    void score(Reward score) {
        score(score.getTrajectoryId(), write(topics.scores(), Reward.class, score));
    }

    void score(String key, byte[] value) {
        driver.createInputTopic(topics.scores(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    void reward(Reward reward) {
        rewards.pipeInput(reward.getTrajectoryId(), write(topics.rewards(), Reward.class, reward));
    }

    void reward(String key, byte[] value) {
        rewards.pipeInput(key, value);
    }

    /** An outcome in the log of another run. */
    void sampleOf(String other, Outcome outcome) {
        String topic = new RunNames(other).samples();
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(outcome.getTrajectoryId(), write(topic, Outcome.class, outcome));
    }

    /** A reward in the log of another run. */
    void rewardOf(String other, Reward reward) {
        String topic = new RunNames(other).rewards();
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(reward.getTrajectoryId(), write(topic, Reward.class, reward));
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    List<Reward> rewards() {
        return read(topics.rewards(), Reward.class);
    }

    List<AdvantageEntry> advantages() {
        return read(topics.advantages(), AdvantageEntry.class);
    }

    List<Metric> evaluations() {
        return read(topics.metrics(), Metric.class);
    }

    /** Keys and values of advantages as they lie in the log, as text. */
    List<String> advantageBytes() {
        return bytes(topics.advantages()).stream()
                .map(message -> message.key() + " " + HexFormat.of().formatHex(message.value()))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return read(topics.deadLetters(), DeadLetter.class);
    }

    double count(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private <T extends SpecificRecord> byte[] write(String topic, Class<T> type, T value) {
        return new AvroSerializer<>(registry, type).serialize(topic, value);
    }

    private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(registry, type);
        return bytes(topic).stream()
                .map(message -> deserializer.deserialize(topic, message.value()))
                .toList();
    }

    private List<TestRecord<String, byte[]>> bytes(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
