package io.ddpo.local.doctor;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicMismatchException;
import io.ddpo.schemas.topics.TopicSpec;
import io.ddpo.schemas.topics.Topics;
import io.ddpo.service.kafka.KafkaClients;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics of a run are what the contract says, and this release reads what is in them. */
record RunTopicsCheck(KafkaClients kafka, SchemaRegistry registry, RunNames run) implements ClusterCheck {
    private static final String NAME = "topics";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        List<TopicSpec> topics = TopicCatalogue.of(run);
        return judge(topics.size(), difference(topics), RegistryCheck.refused(registry, topics));
    }

    private Optional<String> difference(List<TopicSpec> topics) {
        try (Admin admin = kafka.admin("topics")) {
            Topics.verify(admin, topics);
            return Optional.empty();
        } catch (TopicMismatchException e) {
            return Optional.of(e.getMessage());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.of("a topic of the run is missing: its creation was cut short");
        }
    }

    /**
     * @param topics how many the contract has
     * @param difference from the contract
     * @param refused subjects with schemas that those of this release do not read
     */
    static Finding judge(int topics, Optional<String> difference, List<String> refused) {
        if (difference.isPresent()) {
            return Finding.wrong(NAME, difference.get(), "set it so with kafka-configs.sh, or begin the run again");
        }
        return refused.isEmpty()
                ? Finding.ok(NAME, topics + " as the contract has them")
                : Finding.wrong(
                        NAME,
                        "the registry has other schemas for " + String.join(", ", refused),
                        "go on with the release that wrote the run");
    }
}
