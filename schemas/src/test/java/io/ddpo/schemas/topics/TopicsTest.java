package io.ddpo.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.ddpo.schemas.Broker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class TopicsTest {

    private final Broker broker = Broker.shared();

    @Test
    void creatingTheTopicsOfARunTwiceIsCreatingThemOnce() throws Exception {
        List<TopicSpec> topics = TopicCatalogue.of(new RunNames("created-twice"));
        try (Admin admin = broker.admin()) {
            Topics.create(admin, topics);
            Topics.create(admin, topics);
            Topics.create(admin, TopicCatalogue.cluster());

            await().untilAsserted(() -> assertThat(admin.listTopics().names().get())
                    .containsAll(topics.stream().map(TopicSpec::name).toList())
                    .contains(RunNames.RUNS));
        }
    }

    @Test
    void everyDifferenceOfATopicThatExistsIsNamed() throws Exception {
        RunNames run = new RunNames("mismatched");
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(
                            new NewTopic(run.rewards(), Optional.of(3), Optional.empty()),
                            new NewTopic(run.weights(), Optional.of(1), Optional.empty())
                                    .configs(Map.of("retention.ms", "-1", "max.message.bytes", "8388608"))))
                    .all()
                    .get();

            assertThatExceptionOfType(TopicMismatchException.class)
                    .isThrownBy(() -> Topics.create(admin, TopicCatalogue.of(run)))
                    .withMessage("topic mismatched.rewards: expected partitions = 1, found 3; "
                            + "topic mismatched.rewards: expected max.message.bytes = 8388608, found 1048588; "
                            + "topic mismatched.rewards: expected retention.ms = -1, found 604800000; "
                            + "topic mismatched.weights: expected cleanup.policy = compact, found delete; "
                            + "topic mismatched.weights: expected min.cleanable.dirty.ratio = 0.1, found 0.5; "
                            + "topic mismatched.weights: expected segment.bytes = 67108864, found 1073741824");
        }
    }

    @Test
    void aTopicThatDoesNotExistCannotBeVerified() {
        try (Admin admin = broker.admin()) {
            assertThatExceptionOfType(UnknownTopicOrPartitionException.class)
                    .isThrownBy(() -> Topics.verify(admin, TopicCatalogue.of(new RunNames("nowhere"))));
        }
    }
}
