package io.ddpo.schemas.topics;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic as the contract wants it.
 *
 * @param name full name of the topic
 * @param value class of its values
 * @param partitions number of partitions, at least 1
 * @param config topic settings that the contract fixes; the broker decides the rest
 */
public record TopicSpec(
        String name, Class<? extends SpecificRecord> value, int partitions, Map<String, String> config) {

    public TopicSpec {
        config = Map.copyOf(config);
    }

    /** The subject under which the registry holds the schema of the values. */
    public String subject() {
        return subject(name);
    }

    /** Schema of the values. */
    public Schema schema() {
        return SpecificData.get().getSchema(value);
    }

    /** Largest record the topic takes, in bytes. */
    public int maxMessageBytes() {
        return Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    /** Confluent's default naming strategy: one subject per topic. */
    public static String subject(String topic) {
        return topic + "-value";
    }

    /** The replication factor is the cluster's own default. */
    NewTopic toNewTopic() {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    }
}
