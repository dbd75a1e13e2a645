package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.local.TinyModel;
import io.ddpo.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes from its first start over killed ones to its end. */
@Tag("slow")
@Tag("processes")
@Tag("broker")
@TestMethodOrder(OrderAnnotation.class)
class LocalClusterTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path temp;

    private static String folder;
    private static String specification;

    @BeforeAll
    static void specify() throws IOException {
        folder = temp.resolve("cluster").toString();
        Path model = TinyModel.smallerIn(temp.resolve("model"));
        specification = Files.writeString(temp.resolve("run.yaml"), """
                        preset: demo
                        guard: {rewards: []}
                        run: foxes
                        baseModel: %s
                        prompts: [a cat, a fox]
                        iterations: 6
                        samplesPerIteration: 32
                        sampling: {steps: 5}
                        """.formatted(model))
                .toString();
    }

    @AfterAll
    static void leaveNothingBehind() {
        CommandLineRun.of("down", "--dir", folder);
    }

    @Test
    @Order(1)
    void whereThereIsNoClusterThatIsSaid() {
        CommandLineRun status = CommandLineRun.of("status", "--dir", folder);

        assertThat(status.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(status.sentence())
                .isEqualTo("[%s] expected the folder of a cluster, got none; ddpo up makes one".formatted(folder));
    }

    @Test
    @Order(2)
    void itComesUpAsProcessesOfTheirOwn() throws IOException {
        up("--spec", specification, "--registry", "memory:");

        assertThat(names(worker -> true)).containsExactly("broker", "console", "learner", "rewards", "sampler-1");
        assertThat(pids()).hasSize(5).allSatisfy(pid -> assertThat(isAlive(pid)).isTrue());
        assertThat(CommandLineRun.of("up", "--dir", folder).sentence())
                .isEqualTo("[%s] expected a cluster that is down, got one that is up; see ddpo status --dir %s"
                        .formatted(folder, folder));
    }

    @Test
    @Order(3)
    void itHasAsManySamplersAsAreWanted() {
        assertSaid(CommandLineRun.of("scale", "samplers=4", "--dir", folder), "run foxes wants 4 samplers");
        await().atMost(LONGEST)
                .until(() -> names(LocalClusterTest::works)
                        .containsAll(Set.of("sampler-1", "sampler-2", "sampler-3", "sampler-4")));

        assertSaid(CommandLineRun.of("scale", "samplers=2", "--dir", folder), "run foxes wants 2 samplers");
        await().atMost(LONGEST)
                .until(() -> !names(any -> true).contains("sampler-3")
                        && !names(any -> true).contains("sampler-4"));
    }

    @Test
    @Order(4)
    void whoIsKilledIsReplacedAndTheRunComesToItsEnd() throws IOException {
        for (String name : List.of("sampler-1", "learner", "rewards", "broker")) {
            long before = worker(name).path("pid").longValue();
            ProcessHandle.of(before).ifPresent(ProcessHandle::destroyForcibly);
            await(name)
                    .atMost(LONGEST)
                    .until(() -> worker(name).path("restarts").intValue() > 0
                            || worker(name).path("state").asText().equals("finished"));
        }

        await("the end of the run")
                .atMost(LONGEST)
                .until(() -> worker("learner").path("state").asText().equals("finished"));
        assertThat(CommandLineRun.of("status", "--dir", folder).out()).contains("run foxes is up", "learner");
    }

    @Test
    @Order(5)
    void itGoesDownAndUpAgainOnTheSameLog() throws IOException {
        Set<Long> before = pids();

        assertSaid(
                CommandLineRun.of("down", "--dir", folder),
                "run foxes is down; ddpo up --dir %s goes on".formatted(folder));
        assertThat(before).noneMatch(LocalClusterTest::isAlive);
        assertThat(CommandLineRun.of("status", "--dir", folder).status()).isEqualTo(ExitCode.UNAVAILABLE.status());

        assertThat(CommandLineRun.of("up", "--dir", folder, "--registry", "http://127.0.0.1:1")
                        .sentence())
                .isEqualTo("--registry: expected memory:, by which the log of the cluster was written,"
                        + " got http://127.0.0.1:1");
        up();
        assertThat(names(worker -> true)).as("a run that is over needs nobody").containsExactly("broker", "console");
    }

    @Test
    @Order(6)
    void nobodyOutlivesASupervisorThatIsKilled() throws IOException {
        Set<Long> before = pids();
        assertThat(before).isNotEmpty();
        long supervisor = state().path("supervisor").path("pid").longValue();

        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();

        await().atMost(LONGEST).until(() -> before.stream().noneMatch(LocalClusterTest::isAlive));
        assertThat(state().path("workers")).isEmpty();
    }

    private static void up(String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--dir", folder, "--detach"));
        arguments.addAll(List.of(more));
        CommandLineRun up = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(up.status()).as(up.err()).isEqualTo(ExitCode.OK.status());
    }

    private static void assertSaid(CommandLineRun run, String sentence) {
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK.status());
        assertThat(run.out().strip()).isEqualTo(sentence);
    }

    private static JsonNode state() throws IOException {
        return JSON.readTree(
                CommandLineRun.of("status", "--dir", folder, "--json").out());
    }

    private static JsonNode worker(String name) throws IOException {
        for (JsonNode worker : state().path("workers")) {
            if (worker.path("name").asText().equals(name)) {
                return worker;
            }
        }
        throw new AssertionError("no " + name + " in " + state());
    }

    private static Set<String> names(Predicate<JsonNode> which) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode worker : state().path("workers")) {
            if (which.test(worker)) {
                names.add(worker.path("name").asText());
            }
        }
        return names;
    }

    private static Set<Long> pids() throws IOException {
        Set<Long> pids = new TreeSet<>();
        for (JsonNode worker : state().path("workers")) {
            if (worker.has("pid")) {
                pids.add(worker.path("pid").longValue());
            }
        }
        return pids;
    }

    private static boolean works(JsonNode worker) {
        return worker.path("state").asText().equals("running");
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
