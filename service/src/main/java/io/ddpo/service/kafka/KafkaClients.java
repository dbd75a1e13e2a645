package io.ddpo.service.kafka;

import io.ddpo.service.settings.Settings;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the Kafka clients of one worker, each with the client id {@code <worker>-<purpose>} and its metrics bound.
 * Whoever asks for a client closes it. Serializers come ready-made.
 *
 * <p>All methods throw {@link org.apache.kafka.common.KafkaException} if a setting has no meaning to Kafka.
 */
public final class KafkaClients {
    private final String worker;
    private final ClientConfigs configs;
    private final java.util.function.Consumer<MeterBinder> metrics;

    /**
     * Clients of {@code worker}, whose name no other worker in the JVM has.
     *
     * @param settings of a spec with {@link KafkaSettings}
     * @param metrics where a client's metrics are bound
     */
    public KafkaClients(String worker, Settings settings, java.util.function.Consumer<MeterBinder> metrics) {
        this.worker = worker;
        this.metrics = metrics;
        Map<String, String> kafka = new HashMap<>(settings.passedThrough(KafkaSettings.PREFIX));
        kafka.put("bootstrap.servers", settings.get(KafkaSettings.BOOTSTRAP_SERVERS));
        this.configs = new ClientConfigs(kafka);
    }

    /**
     * An idempotent producer that waits for all replicas; records up to 16 MiB unless settings say otherwise.
     *
     * @param role what the role needs beyond that, in Kafka's names
     */
    public <K, V> Producer<K, V> producer(
            String purpose, Serializer<K> keys, Serializer<V> values, Map<String, ?> role) {
        KafkaProducer<K, V> producer =
                new KafkaProducer<>(named(purpose, configs.of(ClientKind.PRODUCER, role)), keys, values);
        metrics.accept(new KafkaClientMetrics(producer));
        return producer;
    }

    /** The same with transactions. It fences its predecessor of the same id at {@code initTransactions}. */
    public <K, V> Producer<K, V> transactionalProducer(
            String purpose, String transactionalId, Serializer<K> keys, Serializer<V> values, Map<String, ?> role) {
        Map<String, Object> all = new HashMap<>(role);
        all.put("transactional.id", transactionalId);
        return producer(purpose, keys, values, all);
    }

    /**
     * A consumer of committed records without a group, for assigned partitions; it fails where it has no position
     * ({@code auto.offset.reset=none}) unless {@code role} says otherwise, and commits nothing by itself.
     */
    public <K, V> Consumer<K, V> consumer(
            String purpose, Deserializer<K> keys, Deserializer<V> values, Map<String, ?> role) {
        KafkaConsumer<K, V> consumer =
                new KafkaConsumer<>(named(purpose, configs.of(ClientKind.CONSUMER, role)), keys, values);
        metrics.accept(new KafkaClientMetrics(consumer));
        return consumer;
    }

    /** The same as a member of a group. */
    public <K, V> Consumer<K, V> consumer(
            String purpose, String groupId, Deserializer<K> keys, Deserializer<V> values, Map<String, ?> role) {
        Map<String, Object> all = new HashMap<>(role);
        all.put("group.id", groupId);
        return consumer(purpose, keys, values, all);
    }

    /**
     * A member of a share group that acknowledges explicitly and holds at most {@code records} records. Isolation and
     * first offset are settings of the group, not of the client. Its metrics are not bound: Micrometer has no binder.
     */
    public <K, V> ShareConsumer<K, V> shareConsumer(
            String purpose,
            String groupId,
            int records,
            Deserializer<K> keys,
            Deserializer<V> values,
            Map<String, ?> role) {
        Map<String, Object> all = new HashMap<>(role);
        all.put("group.id", groupId);
        all.put("max.poll.records", records);
        return new KafkaShareConsumer<>(named(purpose, configs.of(ClientKind.SHARECONSUMER, all)), keys, values);
    }

    /** A client for topics, groups and offsets. */
    public Admin admin(String purpose) {
        Admin admin = Admin.create(named(purpose, configs.of(ClientKind.ADMIN, Map.of())));
        if (admin instanceof AdminClient client) {
            metrics.accept(new KafkaClientMetrics(client));
        }
        return admin;
    }

    /** The configuration of a Kafka Streams application with exactly-once semantics. */
    public Properties streams(String applicationId, Map<String, ?> role) {
        Properties properties = new Properties();
        properties.putAll(configs.of(ClientKind.STREAMS, role));
        properties.put("application.id", applicationId);
        properties.put("client.id", worker);
        return properties;
    }

    private Map<String, Object> named(String purpose, Map<String, Object> config) {
        config.put("client.id", worker + "-" + purpose);
        return config;
    }
}
