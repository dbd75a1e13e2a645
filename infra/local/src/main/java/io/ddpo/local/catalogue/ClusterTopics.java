package io.ddpo.local.catalogue;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** What the topics of a cluster hold and take. */
record ClusterTopics(Admin admin) {
    /** The topics whose names begin so, by name. */
    List<TopicFigures> startingWith(String prefix) throws ExecutionException, InterruptedException {
        List<String> names = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
        Map<String, TopicDescription> topics =
                new TreeMap<>(admin.describeTopics(names).allTopicNames().get());
        Map<TopicPartition, Long> records = records(topics.values());
        Map<String, Long> bytes = bytes();
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        names.stream().map(ClusterTopics::resource).toList())
                .all()
                .get();
        List<TopicFigures> figures = new ArrayList<>();
        topics.forEach((name, topic) -> figures.add(new TopicFigures(
                name,
                topic.partitions().size(),
                partitions(topic).stream().mapToLong(records::get).sum(),
                bytes.getOrDefault(name, 0L),
                configs.get(resource(name)).get(CLEANUP_POLICY_CONFIG).value(),
                retention(configs.get(resource(name)).get(RETENTION_MS_CONFIG).value()))));
        return figures;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Optional<Duration> retention(String millis) {
        long value = Long.parseLong(millis);
        return value < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    private static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    private Map<TopicPartition, Long> records(Collection<TopicDescription> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        topics.stream().flatMap(topic -> partitions(topic).stream()).forEach(partition -> {
            first.put(partition, OffsetSpec.earliest());
            last.put(partition, OffsetSpec.latest());
        });
        Map<TopicPartition, Long> records = new HashMap<>();
        admin.listOffsets(last).all().get().forEach((partition, end) -> records.put(partition, end.offset()));
        admin.listOffsets(first)
                .all()
                .get()
                .forEach((partition, start) -> records.merge(partition, -start.offset(), Long::sum));
        return records;
    }

    /** By topic, every replica counted. */
    private Map<String, Long> bytes() throws ExecutionException, InterruptedException {
        List<Integer> brokers =
                admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        Map<String, Long> bytes = new HashMap<>();
        for (Map<String, LogDirDescription> disks :
                admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            disks.values()
                    .forEach(disk -> disk.replicaInfos()
                            .forEach(
                                    (partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum)));
        }
        return bytes;
    }
}
