package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A console in a process of its own, killed with -9 while people look. */
@Tag("broker")
class KilledConsoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Broker BROKER = Broker.shared();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aConsoleThatIsKilledAndStartedAgainChangesNothingInARun() throws Exception {
        // Given
        RunNames run = BROKER.run("unmoved");
        try (SyntheticRun log = new SyntheticRun(BROKER.bootstrap(), run, 4, 8, List.of("a cat", "a dog"))) {
            log.create();
            log.iteration(0);
            log.iteration(1);
            log.workers(2, Instant.now());
        }
        Map<TopicPartition, Long> ends = ends(run);
        Set<String> groups = groups();

        // When
        try (ConsoleProcess first = new ConsoleProcess(BROKER)) {
            lookAround(first.address());
        }
        try (ConsoleProcess second = new ConsoleProcess(BROKER)) {
            lookAround(second.address());
        }

        // Then
        assertThat(ends(run)).isEqualTo(ends);
        assertThat(groups()).isEqualTo(groups);
    }

    /** Everything that a person looks at: the same both times, and that of a run read from its beginning. */
    private void lookAround(URI console) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(get(console, "/readyz")).startsWith("{\"status\":\"up\"");
            assertThat(get(console, "/api/runs/unmoved")).contains("\"samples\":32", "\"version\":2");
        });
        for (String part : List.of("metrics", "rewards", "prompts", "workers", "pipeline", "control", "settings")) {
            assertThat(get(console, "/api/runs/unmoved/" + part)).startsWith("{");
        }
        assertThat(get(console, "/api/runs/unmoved/samples/" + Records.id(false, 1, 3) + "/picture"))
                .contains("PNG");
        assertThat(get(console, "/api/runs/unmoved/samples/" + Records.id(false, 1, 3) + "/trajectory"))
                .contains("timesteps");
    }

    private String get(URI console, String path) {
        try {
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(console.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isEqualTo(200);
            return reply.body();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    private static Map<TopicPartition, Long> ends(RunNames run) throws Exception {
        try (Admin admin = BROKER.admin()) {
            Map<TopicPartition, OffsetSpec> wanted = admin
                    .describeTopics(
                            TopicCatalogue.of(run).stream().map(TopicSpec::name).toList())
                    .allTopicNames()
                    .get()
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new TreeMap<>(java.util.Comparator.comparing(TopicPartition::toString));
            admin.listOffsets(wanted).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        }
    }

    private static Set<String> groups() throws Exception {
        try (Admin admin = BROKER.admin()) {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
