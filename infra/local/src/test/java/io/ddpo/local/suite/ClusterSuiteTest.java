package io.ddpo.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.learner.CommitProtocol;
import io.ddpo.local.Runs;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.RegistryConformance;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.kafka.Delivery;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.ShareGroup;
import io.ddpo.service.kafka.WorkQueue;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What has to hold on any cluster with a registry over HTTP: in containers, or embedded. */
@Tag("broker")
@ExtendWith(ClusterExtension.class)
class ClusterSuiteTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** The shortest that a test can rely on: a busy machine may stop for a second. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    private static final int DELIVERIES = 5;

    private final ClusterAccess cluster;
    private final KafkaClients kafka;

    ClusterSuiteTest(ClusterAccess cluster) {
        this.cluster = cluster;
        this.kafka = cluster.kafka("suite");
    }

    @Test
    void topicsAreMadeAsTheCatalogueSays() throws Exception {
        RunNames run = run("catalogued");
        try (Admin admin = kafka.admin("topics")) {
            Topics.create(admin, TopicCatalogue.of(run));

            assertThat(admin.describeTopics(List.of(run.trajectories()))
                            .allTopicNames()
                            .get()
                            .get(run.trajectories())
                            .partitions())
                    .hasSize(4);
            assertThat(config(admin, run.trajectories()))
                    .containsEntry("cleanup.policy", "delete")
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("max.message.bytes", Integer.toString(32 << 20));
            assertThat(config(admin, run.weights())).containsEntry("cleanup.policy", "compact");
            assertThat(config(admin, run.workers())).containsEntry("cleanup.policy", "compact,delete");
        }
    }

    @Test
    void aRecordLiesInTheLogAsConfluentWritesItAndComesBackTheSame() throws Exception {
        String topic = run("round-trip").metrics();
        Metric metric = Runs.iteration(3, 0.25);
        byte[] bytes;
        int id;
        try (SchemaRegistry registry = cluster.registry()) {
            send(topic, metric, new AvroSerializer<>(registry, Metric.class));
            id = registry.register(TopicSpec.subject(topic), Metric.getClassSchema());
            bytes = first(topic);
        }

        ByteBuffer record = ByteBuffer.wrap(bytes);
        assertThat(record.get()).as("magic byte").isZero();
        assertThat(record.getInt()).as("id of the schema").isEqualTo(id);
        try (SchemaRegistry reader = cluster.registry()) {
            assertThat(new AvroDeserializer<>(reader, Metric.class).deserialize(topic, bytes))
                    .isEqualTo(metric);
        }
    }

    @Test
    void aRequestThatASamplerHoldsAndForgetsGoesToAnother() throws Exception {
        RunNames run = run("forgets");
        send(run.rolloutRequests(), "r-7", new StringSerializer());
        try (Admin admin = kafka.admin("group")) {
            new ShareGroup(run.samplerGroup(), LOCK, DELIVERIES).setUp(admin);
        }
        try (WorkQueue forgetting = member(run, "forgetting");
                WorkQueue other = member(run, "other")) {
            assertThat(next(forgetting).count()).isEqualTo(1);

            assertThat(next(other).count()).isEqualTo(2);

            forgetting.keep();
            assertThat(forgetting.isHolding()).isFalse();
            assertThat(other.accept()).isTrue();
        }
    }

    @Test
    void aRunIsTrainedToItsLastVersion(@TempDir Path temp) throws Exception {
        try (TestCluster hands = TestCluster.on(cluster, temp)) {
            RunSpecification run =
                    hands.create(hands.specification("whole").setIterations(2).build());

            hands.train(run);

            assertThat(hands.versions("whole"))
                    .extracting(WeightsManifest::getVersion)
                    .containsExactly(0, 1, 2);
        }
    }

    @Nested
    class Registry extends RegistryConformance {
        Registry(ClusterAccess cluster) {
            super(cluster);
        }
    }

    @Nested
    class Commits extends CommitProtocol {
        Commits(ClusterAccess cluster) {
            super(cluster);
        }
    }

    /** A run with topics. */
    private RunNames run(String name) {
        RunNames run = new RunNames(name);
        try (Admin admin = kafka.admin("create")) {
            Topics.create(admin, TopicCatalogue.of(run));
        }
        return run;
    }

    private static Map<String, String> config(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> values = new HashMap<>();
        admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .entries()
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    private <V> void send(String topic, V value, Serializer<V> serializer) throws Exception {
        try (Producer<String, V> producer = kafka.producer("send", new StringSerializer(), serializer, Map.of())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get();
        }
    }

    private byte[] first(String topic) {
        try (Consumer<String, byte[]> consumer =
                kafka.consumer("first", new StringDeserializer(), new ByteArrayDeserializer(), Map.of())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return await().pollInSameThread()
                    .atMost(LONG)
                    .until(() -> consumer.poll(Duration.ofMillis(250)), found -> !found.isEmpty())
                    .iterator()
                    .next()
                    .value();
        }
    }

    private WorkQueue member(RunNames run, String name) {
        return new WorkQueue(
                kafka.shareConsumer(
                        name, run.samplerGroup(), 1, new StringDeserializer(), new ByteArrayDeserializer(), Map.of()),
                List.of(run.rolloutRequests()),
                LOCK,
                InstantSource.system());
    }

    private static Delivery next(WorkQueue queue) {
        return await().pollInSameThread()
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .until(() -> queue.take(Duration.ofMillis(250)), taken -> !taken.isEmpty())
                .get(0);
    }
}
