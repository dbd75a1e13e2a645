package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.ExitCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two runs on a broker, one of them on the samples of the other, which is then deleted. */
@Tag("broker")
@TestMethodOrder(OrderAnnotation.class)
class RunsCommandTest {
    private static final RunNames FOXES = new RunNames("foxes");

    @TempDir
    private static Path temp;

    private static TestCluster cluster;

    @BeforeAll
    static void twoRuns() throws Exception {
        cluster = TestCluster.in(temp);
        cluster.create(cluster.specification("foxes").build());
        cluster.create(cluster.specification("wolves")
                .setReplay(new Replay("foxes", List.of(0), false))
                .setIterations(1)
                .build());
        try (Admin admin = admin()) {
            admin.alterConsumerGroupOffsets(
                            FOXES.learnerGroup(),
                            Map.of(new TopicPartition(FOXES.advantages(), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    @Order(1)
    void runsAreListedWithWhatTheyAre() {
        assertThat(ddpo("runs").out().lines())
                .hasSize(3)
                .anyMatch(line ->
                        line.startsWith("foxes ") && line.contains(" new ") && line.endsWith("on jpeg-compressibility"))
                .anyMatch(line -> line.startsWith("wolves ") && line.endsWith(", replay of foxes"));
        assertThat(cluster.listed()).containsOnlyKeys("foxes", "wolves");
        assertThat(cluster.listed().get("foxes"))
                .returns("test", RunEntry::getWho)
                .returns(Map.of(), RunEntry::getRoles);
    }

    @Test
    @Order(2)
    void topicsAreListedWithWhatTheyHold() {
        String topics = ddpo("topics", "--run", "foxes").out();

        assertThat(topics.lines()).hasSize(TopicCatalogue.of(FOXES).size() + 2);
        assertThat(topics.lines().filter(line -> line.startsWith("foxes.control ")))
                .singleElement()
                .asString()
                .containsPattern(" 1 +1 .* until the run is deleted$");
        assertThat(topics).contains("the latest of each key, for 1 d").doesNotContain("wolves.");
    }

    @Test
    @Order(3)
    void aRunThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThat(ddpo("topics", "--run", "cats").sentence()).isEqualTo("--run: expected foxes, wolves, got cats");
        assertThat(CommandLineRun.of("runs").sentence())
                .isEqualTo("expected either --bootstrap (or --config) or --out or --dir, got neither");
    }

    @Test
    @Order(3)
    void aRunIsGivenToAFleetAndTakenBack() {
        assertThat(ddpo("keep", "--run", "wolves", "--by", "gpus", "sampler=4")
                        .out()
                        .strip())
                .isEqualTo("run wolves is kept by fleet gpus: 1 learner, 1 rewards, 4 sampler");
        assertThat(cluster.listed().get("wolves"))
                .returns("gpus", RunEntry::getKeeper)
                .returns(Map.of("learner", 1, "rewards", 1, "sampler", 4), RunEntry::getRoles);

        assertThat(ddpo("keep", "--run", "wolves", "--nobody").out().strip()).isEqualTo("run wolves is kept by nobody");
        assertThat(cluster.listed().get("wolves").getRoles()).isEmpty();
        assertThat(ddpo("keep", "--run", "wolves", "painter=1").sentence())
                .isEqualTo("keep: expected one of rewards, scorer, learner, sampler and a number from 0 on,"
                        + " got 'painter=1'");
    }

    @Test
    @Order(4)
    void nothingIsDeletedWithoutAnAnswer() {
        CommandLineRun unanswered = ddpo("delete-run", "--run", "foxes");

        assertThat(unanswered.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(unanswered.out()).contains("replays of it cannot be trained on any more: wolves");
        assertThat(ddpo("runs").out()).contains("foxes ");
    }

    @Test
    @Order(5)
    void nothingIsDeletedWhileSomebodyWorksOnIt() throws Exception {
        beat(WorkerState.WORKING);

        CommandLineRun refused = ddpo("delete-run", "--run", "foxes", "--yes");

        assertThat(refused.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(refused.sentence())
                .isEqualTo("run foxes: expected nobody at work on it, found sampler-1;"
                        + " stop them first, those that were killed are missed within 15 s");
        assertThat(ddpo("runs").out()).contains("foxes ");
    }

    @Test
    @Order(6)
    void aRunGoesWithItsTopicsAndGroupsAndNoOther() throws Exception {
        beat(WorkerState.STOPPED);

        CommandLineRun deleted = ddpo("delete-run", "--run", "foxes", "--yes");

        assertThat(deleted.status()).as(deleted.err()).isEqualTo(ExitCode.OK.status());
        assertThat(deleted.out()).contains("run foxes is deleted, ");
        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get())
                    .noneMatch(topic -> topic.startsWith(FOXES.prefix()))
                    .anyMatch(topic -> topic.startsWith("wolves."));
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().startsWith(FOXES.prefix()));
        }
        assertThat(ddpo("runs").out()).doesNotContain("\nfoxes ").contains("wolves ");
        assertThat(cluster.listed()).containsOnlyKeys("wolves");
    }

    private static void beat(WorkerState state) throws Exception {
        WorkerHeartbeat heartbeat = WorkerHeartbeat.newBuilder()
                .setWorker("sampler-1")
                .setRole("sampler")
                .setHost("here")
                .setPid(1)
                .setDevice("cpu")
                .setState(state)
                .setStartedAt(Instant.now())
                .setTimestamp(Instant.now())
                .build();
        cluster.write(FOXES.workers(), null, "sampler-1", cluster.bytes(FOXES.workers(), heartbeat));
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private static CommandLineRun ddpo(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--bootstrap", cluster.bootstrapServers()));
        line.addAll(List.of(arguments));
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
