package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.TestRun;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.junit.jupiter.api.Test;

class RewardTopologyTest {
    private final TopologyDescription topology = RewardTopology.build(
                    TestRun.specification(),
                    new MemorySchemaRegistry(),
                    Optional.of(new TestReward()),
                    Guards.none(),
                    Map::of,
                    new Operation("rewards-1", Duration.ofMinutes(1), new RewardMetrics(new SimpleMeterRegistry())))
            .describe();

    @Test
    void scoringAndBarrierAreTasksOfTheirOwnSoThatThereIsOneBarrier() {
        assertThat(topology.subtopologies())
                .extracting(this::sources)
                .containsExactlyInAnyOrder(Set.of("demo.samples"), Set.of("demo.rewards"));
    }

    @Test
    void itReadsAndWritesOnlyTopicsOfItsRun() {
        assertThat(topology.subtopologies())
                .flatExtracting(this::sinks)
                .containsExactlyInAnyOrder(
                        "demo.rewards", "demo.dead-letters", "demo.advantages", "demo.dead-letters", "demo.metrics");
        assertThat(topology.globalStores()).isEmpty();
    }

    @Test
    void everyStoreBelongsToTheProcessorThatNeedsIt() {
        assertThat(stores("drop-duplicates")).containsExactly("seen-outcomes");
        assertThat(stores("barrier")).containsExactly("barrier-progress", "open-rewards", "remembered-rewards");
        assertThat(stores("close-evaluations")).containsExactly("closed-evaluations", "open-evaluations");
    }

    private Set<String> sources(Subtopology part) {
        Set<String> topics = new TreeSet<>();
        part.nodes().stream()
                .filter(Source.class::isInstance)
                .forEach(node -> topics.addAll(((Source) node).topicSet()));
        return topics;
    }

    private List<String> sinks(Subtopology part) {
        return part.nodes().stream()
                .filter(Sink.class::isInstance)
                .map(node -> ((Sink) node).topic())
                .toList();
    }

    private Set<String> stores(String processor) {
        return topology.subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(node -> node.name().equals(processor))
                .findFirst()
                .map(node -> new TreeSet<>(((Processor) node).stores()))
                .orElseThrow();
    }
}
