package io.ddpo.local.bench;

import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A topic for large records of somebody else, until it is closed. */
record TemporaryTopic(KafkaClients kafka, String name) implements AutoCloseable {
    private static final short ONE_REPLICA = 1;

    static TemporaryTopic create(KafkaClients kafka, String name, int partitions) throws Exception {
        try (Admin admin = kafka.admin("create")) {
            NewTopic topic = new NewTopic(name, partitions, ONE_REPLICA)
                    .configs(Map.of(
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(TopicCatalogue.LARGEST_RECORD)));
            admin.createTopics(List.of(topic)).all().get();
        }
        return new TemporaryTopic(kafka, name);
    }

    /** Removes what begins so: gigabytes that nobody needs again. */
    static void deleteAll(KafkaClients kafka, String prefix) throws Exception {
        try (Admin admin = kafka.admin("delete")) {
            admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(name -> name.startsWith(prefix))
                            .toList())
                    .all()
                    .get();
        }
    }

    @Override
    public void close() throws Exception {
        deleteAll(kafka, name);
    }
}
