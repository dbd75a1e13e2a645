package io.ddpo.schemas.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;

/** Creates topics, and holds those that exist to the contract. */
public final class Topics {

    /** Far longer than a broker takes to learn of a topic. */
    private static final Duration PROPAGATION = Duration.ofSeconds(10);

    private Topics() {}

    /**
     * Creates the topics that do not exist yet and checks the others. Safe to repeat and to run from several processes.
     *
     * @throws TopicMismatchException if a topic exists with other partitions or settings; the message names every
     *     difference
     * @throws KafkaException if the cluster refuses
     */
    public static void create(Admin admin, List<TopicSpec> topics) {
        Map<String, KafkaFuture<Void>> creations = admin.createTopics(
                        topics.stream().map(TopicSpec::toNewTopic).toList(), new CreateTopicsOptions())
                .values();
        List<TopicSpec> existing = new ArrayList<>();
        for (TopicSpec topic : topics) {
            try {
                await(creations.get(topic.name()));
            } catch (TopicExistsException e) {
                existing.add(topic);
            }
        }
        verifyOnceVisible(admin, existing);
    }

    /** Another process may have created them this moment: a broker learns of a topic a little after the controller. */
    private static void verifyOnceVisible(Admin admin, List<TopicSpec> existing) {
        long start = System.nanoTime();
        while (true) {
            try {
                verify(admin, existing);
                return;
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() - start > PROPAGATION.toNanos()) {
                    throw e;
                }
                Utils.sleep(PROPAGATION.toMillis() / 100);
            }
        }
    }

    /**
     * Checks topics that exist.
     *
     * @throws TopicMismatchException if one has other partitions or settings; the message names every difference
     * @throws KafkaException if one does not exist, or the cluster refuses
     */
    public static void verify(Admin admin, List<TopicSpec> topics) {
        Map<String, TopicDescription> descriptions =
                await(admin.describeTopics(topics.stream().map(TopicSpec::name).toList())
                        .allTopicNames());
        Map<ConfigResource, Config> configs = await(
                admin.describeConfigs(topics.stream().map(Topics::resource).toList())
                        .all());
        List<String> differences = topics.stream()
                .flatMap(topic ->
                        differences(topic, descriptions.get(topic.name()), configs.get(resource(topic))).stream())
                .toList();
        if (!differences.isEmpty()) {
            throw new TopicMismatchException(String.join("; ", differences));
        }
    }

    private static List<String> differences(TopicSpec topic, TopicDescription description, Config config) {
        List<String> differences = new ArrayList<>();
        int partitions = description.partitions().size();
        if (partitions != topic.partitions()) {
            differences.add(difference(topic, "partitions", topic.partitions(), partitions));
        }
        topic.config().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(wanted -> {
            String found = config.get(wanted.getKey()).value();
            if (!wanted.getValue().equals(found)) {
                differences.add(difference(topic, wanted.getKey(), wanted.getValue(), found));
            }
        });
        return differences;
    }

    private static String difference(TopicSpec topic, String setting, Object expected, Object found) {
        return "topic " + topic.name() + ": expected " + setting + " = " + expected + ", found " + found;
    }

    private static ConfigResource resource(TopicSpec topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
