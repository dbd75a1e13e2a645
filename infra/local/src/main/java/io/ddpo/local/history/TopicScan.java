package io.ddpo.local.history;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from their first record to the last one that is committed at the moment of the call, and steps over what
 * others have written there. One thread at a time.
 */
public final class TopicScan {
    private static final Logger log = LoggerFactory.getLogger(TopicScan.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** A consumer that closes waits for the fetch that is under way; a scan has no use for one that waits for more. */
    private static final Map<String, Integer> NOT_WAITING = Map.of("fetch.max.wait.ms", 20);

    private final KafkaClients kafka;
    private final SchemaRegistry registry;

    public TopicScan(KafkaClients kafka, SchemaRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Every record that has a value which can be read, in the order of each partition. */
    public <T extends SpecificRecord> void each(
            String topic, Class<T> type, Consumer<ConsumerRecord<String, T>> action) {
        scan(topic, new AvroDeserializer<>(registry, type), message -> {
            if (message.value() != null) {
                action.accept(message);
            }
        });
    }

    /** Every key; values are fetched and thrown away. */
    public void eachKey(String topic, Consumer<String> action) {
        scan(topic, new Skip(), message -> action.accept(message.key()));
    }

    private <V> void scan(String topic, Deserializer<V> values, Consumer<ConsumerRecord<String, V>> action) {
        try (var consumer = kafka.consumer("scan", new StringDeserializer(), values, NOT_WAITING)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, V> message : poll(consumer)) {
                    if (message.offset() < ends.get(new TopicPartition(topic, message.partition()))) {
                        action.accept(message);
                    }
                }
            }
        }
    }

    private static <V> ConsumerRecords<String, V> poll(org.apache.kafka.clients.consumer.Consumer<String, V> consumer) {
        try {
            return consumer.poll(POLL);
        } catch (RecordDeserializationException e) {
            String reason = Unreadable.stepOver(consumer, e);
            log.atDebug()
                    .addKeyValue("topic", e.topicPartition().topic())
                    .addKeyValue("partition", e.topicPartition().partition())
                    .addKeyValue("offset", e.offset())
                    .log("A record is stepped over: {}", reason);
            return ConsumerRecords.empty();
        }
    }

    /** Kafka's own for {@link Void} refuses values. */
    private static final class Skip implements Deserializer<Void> {
        @Override
        public Void deserialize(String topic, byte[] bytes) {
            return null;
        }
    }
}
