package io.ddpo.schemas.topics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.payload.ChunkPublisher;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {

    private final RunNames names = new RunNames("demo");
    private final List<TopicSpec> topics = TopicCatalogue.of(names);
    private final Map<String, TopicSpec> byName = topics.stream().collect(toMap(TopicSpec::name, topic -> topic));

    @Test
    void aRunOwnsTheTopicsOfTheDesign() {
        assertThat(topics.stream().map(topic -> topic.name() + " " + topic.partitions() + " " + cleanup(topic)))
                .containsExactly(
                        "demo.control 1 delete",
                        "demo.rollout-requests 1 delete",
                        "demo.trajectories 4 delete",
                        "demo.samples 4 delete",
                        "demo.scores 1 delete",
                        "demo.rewards 1 delete",
                        "demo.advantages 1 delete",
                        "demo.weights 1 compact",
                        "demo.training-state 1 compact",
                        "demo.weights-versions 1 compact",
                        "demo.metrics 1 delete",
                        "demo.workers 1 compact,delete",
                        "demo.dead-letters 1 delete");
    }

    @Test
    void theClusterOwnsOneCompactedTopic() {
        assertThat(TopicCatalogue.cluster().stream().map(topic -> topic.name() + " " + cleanup(topic)))
                .containsExactly("ddpo.runs compact");
    }

    @Test
    void everyTopicSetsItsRetentionAndOnlyHeartbeatsAge() {
        Stream.concat(topics.stream(), TopicCatalogue.cluster().stream())
                .forEach(topic -> assertThat(topic.config())
                        .as(topic.name())
                        .containsEntry("retention.bytes", "-1")
                        .containsEntry("retention.ms", topic.name().equals(names.workers()) ? "86400000" : "-1"));
    }

    @Test
    void theRecordLimitsHoldWhatIsPublished() {
        int fiftyOneLatentsOfStableDiffusionInFp32 = 51 * 4 * 64 * 64 * Float.BYTES;

        assertThat(limit(names.trajectories())).isGreaterThan(2 * fiftyOneLatentsOfStableDiffusionInFp32);
        assertThat(limit(names.weights())).isGreaterThan(ChunkPublisher.CHUNK_BYTES + 1024);
        assertThat(topics).extracting(TopicSpec::maxMessageBytes).allMatch(it -> it <= TopicCatalogue.LARGEST_RECORD);
    }

    @Test
    void aTopicKnowsItsSubjectAndSchema() {
        TopicSpec samples = byName.get(names.samples());

        assertThat(samples.subject()).isEqualTo("demo.samples-value");
        assertThat(samples.schema()).isEqualTo(Outcome.getClassSchema());
    }

    @Test
    void chunksHaveOneKeyPerVersionAndIndex() {
        assertThat(Keys.chunk(12, 3)).isEqualTo("12/3");
    }

    private int limit(String topic) {
        return byName.get(topic).maxMessageBytes();
    }

    private static String cleanup(TopicSpec topic) {
        return topic.config().get("cleanup.policy");
    }
}
