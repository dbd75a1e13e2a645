package io.ddpo.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ops.Metrics;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients are made and closed without a broker: what is tested is that Kafka takes their configuration. */
class KafkaClientsTest {
    private static final Serializer<byte[]> WRITE = new ByteArraySerializer();
    private static final Deserializer<byte[]> READ = new ByteArrayDeserializer();
    private static final Settings SETTINGS = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
            .passing(KafkaSettings.CLIENTS)
            .of(Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "kafka.streams.num.stream.threads", "2"), "test");

    private final Metrics metrics = new Metrics("sampler");
    private final KafkaClients clients = new KafkaClients("sampler-0", SETTINGS, metrics::bind);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void aProducerIsNamedAfterWorkerAndPurposeAndItsMetricsAreBound() {
        try (Producer<byte[], byte[]> producer = clients.producer("samples", WRITE, WRITE, Map.of())) {
            assertThat(clientIds(producer.metrics())).containsOnly("sampler-0-samples");
            assertThat(metrics.scrape()).contains("kafka_producer_", "client_id=\"sampler-0-samples\"");
        }
    }

    @Test
    void aTransactionalProducerIsOne() {
        try (Producer<byte[], byte[]> producer =
                clients.transactionalProducer("commit", "emoji.learner", WRITE, WRITE, Map.of("linger.ms", 0))) {
            assertThat(clientIds(producer.metrics())).containsOnly("sampler-0-commit");
            assertThat(producer).hasFieldOrPropertyWithValue("transactionManager.transactionalId", "emoji.learner");
        }
    }

    @Test
    void aConsumerNeedsNoGroupButCanHaveOne() {
        try (Consumer<byte[], byte[]> alone = clients.consumer("weights", READ, READ, Map.of());
                Consumer<byte[], byte[]> member =
                        clients.consumer("advantages", "emoji.learner", READ, READ, Map.of())) {
            assertThat(clientIds(alone.metrics())).containsOnly("sampler-0-weights");
            assertThat(member.groupMetadata().groupId()).isEqualTo("emoji.learner");
            member.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Test
    void aShareConsumerHoldsAsManyRecordsAsAsked() {
        try (ShareConsumer<byte[], byte[]> consumer =
                clients.shareConsumer("requests", "emoji.samplers", 1, READ, READ, Map.of())) {
            assertThat(clientIds(consumer.metrics())).containsOnly("sampler-0-requests");
            consumer.close(Duration.ZERO);
        }
    }

    @Test
    void anAdminIsMade() {
        try (Admin admin = clients.admin("topics")) {
            assertThat(clientIds(admin.metrics())).containsOnly("sampler-0-topics");
            admin.close(Duration.ZERO);
        }
    }

    @Test
    void streamsIsNamedAfterTheWorkerAndHasItsSettings() {
        Properties properties = clients.streams("emoji.rewards", Map.of("state.dir", "/tmp/x"));

        assertThat(properties)
                .containsEntry("application.id", "emoji.rewards")
                .containsEntry("client.id", "sampler-0")
                .containsEntry("bootstrap.servers", "127.0.0.1:1")
                .containsEntry("num.stream.threads", "2")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("state.dir", "/tmp/x");
    }

    private static Iterable<String> clientIds(Map<MetricName, ? extends Metric> metrics) {
        return metrics.keySet().stream()
                .map(name -> name.tags().get("client-id"))
                .filter(id -> id != null)
                .distinct()
                .toList();
    }
}
