package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.fleet.ControllerRole;
import io.ddpo.local.Runs;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.cluster.JavaCommand;
import io.ddpo.local.cluster.ProcessesKind;
import io.ddpo.local.demo.FleetRuns;
import io.ddpo.local.demo.SideRuns;
import io.ddpo.local.demo.TestCluster;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays, forks and resumptions over a real broker; most of them come from the same run. */
@Tag("broker")
class ExistingRunsTest {
    private static final String SOURCE = "source";

    @TempDir
    private static Path temp;

    private static TestCluster cluster;
    private static String trained;

    @BeforeAll
    static void trainOnce() throws Exception {
        cluster = TestCluster.in(temp);
        trained = cluster.train(cluster.create(specification(SOURCE))).getPolicySha256();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aReplayWithoutAChangeEndsWithTheSameWeightsAndTouchesNothing() throws Exception {
        Map<String, Long> before = cluster.offsets(SOURCE);

        CommandLineRun run = replay("again");

        assertThat(run.out())
                .contains(
                        "replay of run source as again",
                        "iterations    3, from 0 to 2",
                        "trajectories  12, about",
                        "reward        jpeg-compressibility, as it was scored",
                        "begins with   the base model",
                        "learns by     DDPO-IS, starting at the version that made the first samples; the decoupled"
                                + " objective for samples of another policy",
                        "at the speed of the source");
        JsonNode summary = summaryOf("again", run);
        assertThat(summary.get("policySha256").asText()).isEqualTo(trained);
        assertThat(summary.get("iterations").asInt()).isEqualTo(3);
        assertThat(summary.get("trajectories").get("trained").asInt()).isEqualTo(12);
        assertThat(summary.get("trajectories").get("requested").asInt()).isZero();
        assertThat(before).hasSizeGreaterThan(20);
        assertThat(cluster.offsets(SOURCE)).isEqualTo(before);
    }

    @Test
    void aReplayWithOtherSettingsGoesOnByTheDecoupledObjective() throws Exception {
        JsonNode summary = summaryOf("faster", replay("faster", "--learning-rate", "1e-3"));

        assertThat(summary.get("policySha256").asText()).isNotEqualTo(trained);
        assertThat(iterations("faster"))
                .extracting(metric -> metric.getValues().containsKey("maxLogRatioOnPolicy"))
                .containsExactly(true, false, false);
        assertThat(iterations("faster").get(1).getValues().get("maxLogRatioOffPolicy"))
                .isPositive();
    }

    @Test
    void theScoreFunctionIsCorrectedForSamplesOfAnotherPolicy() throws Exception {
        CommandLineRun run = replay("score-function", "--algorithm", "ddpo-sf", "--to-iteration", "1");

        assertThat(run.out()).contains("learns by     DDPO-SF, starting at the version that made the first samples");
        summaryOf("score-function", run);
        assertThat(iterations("score-function").get(0).getValues().get("maxLogRatioOnPolicy"))
                .isLessThanOrEqualTo(1e-5);
        assertThat(iterations("score-function").get(1).getValues().get("maxLogRatioOffPolicy"))
                .isPositive();
    }

    @Test
    void anotherAlgorithmLearnsFromAPartOfTheSamples() throws Exception {
        JsonNode summary = summaryOf(
                "regression",
                replay("regression", "--algorithm", "rwr", "--from-iteration", "1", "--to-iteration", "2"));

        assertThat(summary.get("iterations").asInt()).isEqualTo(2);
        assertThat(summary.get("trajectories").get("trained").asInt()).isEqualTo(8);
        assertThat(rewards("regression", 0)).isEqualTo(rewards(SOURCE, 1));
        assertThat(rewards("regression", 1)).isEqualTo(rewards(SOURCE, 2));
        assertThat(cluster.versions("regression").get(0).getPolicySha256())
                .isEqualTo(cluster.versions(SOURCE).get(0).getPolicySha256());
    }

    @Test
    void underAnotherRewardTheSamplesAreScoredAnew() throws Exception {
        CommandLineRun run = replay("busy", "--reward", "jpeg-incompressibility");

        assertThat(run.out()).contains("reward        jpeg-incompressibility, every sample scored anew");
        summaryOf("busy", run);
        for (int iteration = 0; iteration < 3; iteration++) {
            Map<String, Double> mirrored = new TreeMap<>(rewards(SOURCE, iteration));
            mirrored.replaceAll((id, reward) -> -reward);
            assertThat(rewards("busy", iteration)).hasSize(4).isEqualTo(mirrored);
        }
    }

    @Test
    void aReplayFollowsARunThatIsStillTraining() throws Exception {
        RunSpecification training = cluster.create(specification("training"));
        cluster.trainUntil(training, manifest -> manifest.getVersion() == 1);

        CompletableFuture<CommandLineRun> replay = CompletableFuture.supplyAsync(
                () -> of("replay", "--run", "training", "--as", "following", "--to-iteration", "2", "--yes"));
        String last = cluster.train(training).getPolicySha256();

        assertThat(last).isEqualTo(trained);
        JsonNode summary = summaryOf("following", replay.get(10, TimeUnit.MINUTES));
        assertThat(summary.get("policySha256").asText()).isEqualTo(trained);
    }

    @Test
    void aForkWithoutAChangeEndsAsItsOrigin() throws Exception {
        Map<String, Long> before = cluster.offsets(SOURCE);

        CommandLineRun run = fork("same", "--version", "2");

        assertThat(run.out())
                .contains(
                        "fork of run source as same",
                        "begins with   version 2",
                        "tracker       as it was at that version",
                        "trains        1 iterations of 4 samples, DDPO-IS on jpeg-compressibility");
        JsonNode summary = summaryOf("same", run);
        assertThat(summary.get("policySha256").asText()).isEqualTo(trained);
        assertThat(summary.get("weightsVersion").asInt()).isEqualTo(1);
        assertThat(cluster.offsets(SOURCE)).isEqualTo(before);
    }

    @Test
    void aForkGoesOnUnderAnotherRewardAndEvaluates() throws Exception {
        JsonNode summary = summaryOf(
                "other", fork("other", "--version", "3", "--iterations", "1", "--reward", "jpeg-incompressibility"));

        assertThat(summary.get("reward").get("first").get("mean").asDouble()).isPositive();
        WeightsManifest first = cluster.versions("other").get(0);
        assertThat(first.getPolicySha256()).isEqualTo(trained);
        assertThat(cluster.readable(new RunNames("other").samples(), Outcome.class))
                .extracting(Outcome::getTrajectoryId)
                .anyMatch(id -> id.startsWith("e"));
    }

    @Test
    void aRunThatWasLeftGoesOnWithAnEmptyDisk() throws Exception {
        RunSpecification left = cluster.create(specification("left"));
        cluster.trainUntil(left, manifest -> manifest.getVersion() == 1);

        JsonNode summary = summaryOf("left", of("resume", "--run", "left"));

        assertThat(summary.get("policySha256").asText()).isEqualTo(trained);
        assertThat(cluster.versions("left"))
                .extracting(WeightsManifest::getState)
                .contains(RunState.FINISHED);
    }

    @Test
    void whatCannotBeIsRefusedInASentence() {
        assertRefused(replay("Bad.Name"), "run: expected [a-z0-9]");
        assertRefused(replay(SOURCE), "replay.run: expected the name of another run, found 'source'");
        assertRefused(
                replay("late", "--to-iteration", "7"),
                "run source: expected a last iteration that it has closed or will close, 0 to 2, got 7");
        assertRefused(fork("far", "--version", "9"), "run source: expected version 9, found versions 0 to 3");
        assertRefused(
                fork("over", "--version", "3"),
                "run source: expected iterations after version 3, found none; say how many with --iterations");
        assertRefused(of("resume", "--run", "nobody"), "run nobody: expected a run of the cluster, found none");
        assertRefused(
                of("replay", "--run", SOURCE, "--as", "unasked"),
                "--yes: expected it where nobody can answer whether to go on; nothing was begun");
    }

    @Test
    void aConsoleLaunchesWhatTheCommandLineDoes() throws Exception {
        try (SideRuns launcher = sideRuns()) {
            // Given
            LaunchRequest request = replayOf("from-a-page", "rwr");
            assertThat(launcher.preview(request).lines())
                    .contains("replay of run source as from-a-page")
                    .anyMatch(line -> line.startsWith("  trajectories  12, about "));

            // When
            launcher.launch(request, "ada", "would it have learnt faster?");

            // Then
            await().atMost(Duration.ofMinutes(10))
                    .until(() -> launcher.launches().get(0).state() == Launch.State.FINISHED);
            Control created = cluster.readable(new RunNames("from-a-page").control(), Control.class)
                    .get(0);
            assertThat(created.getWho()).isEqualTo("ada");
            assertThat(created.getWhy()).isEqualTo("would it have learnt faster?");
            assertThat(temp.resolve("launched/from-a-page/summary.json")).exists();
            String sha = cluster.versions("from-a-page").get(3).getPolicySha256();
            JsonNode same = summaryOf("from-the-shell", replay("from-the-shell", "--algorithm", "rwr"));
            assertThat(sha).isEqualTo(same.get("policySha256").asText());
            assertThatThrownBy(() -> launcher.preview(request))
                    .isInstanceOf(LaunchRefusedException.class)
                    .hasMessageContaining("run from-a-page: expected a new name, found that run");
        }
    }

    @Test
    @Tag("slow")
    @Tag("long")
    void whatAConsoleHasNotDoneGoesOnInALaterOneUnlessItWasCancelled() throws Exception {
        // Given
        try (SideRuns first = sideRuns()) {
            first.launch(replayOf("kept", "rwr"), "ada", "to compare");
            first.launch(replayOf("cancelled", "rwr"), "ada", "to be sure");
        }
        assertThat(cluster.listed().get("kept"))
                .returns("ada", RunEntry::getWho)
                .returns("to compare", RunEntry::getWhy)
                .returns(Map.of("rewards", 1, "learner", 1, "sampler", 1), RunEntry::getRoles);
        String commands = new RunNames("cancelled").control();
        Control stop = RunCommand.stop().record("grace", "one is enough", Instant.now());
        cluster.write(commands, 0, null, cluster.bytes(commands, stop));

        // When
        try (SideRuns later = sideRuns()) {
            later.takeUp();

            // Then
            await().atMost(Duration.ofMinutes(10))
                    .untilAsserted(() -> assertThat(later.launches())
                            .extracting(Launch::run, Launch::state)
                            .containsExactly(
                                    tuple("cancelled", Launch.State.STOPPED), tuple("kept", Launch.State.FINISHED)));
            assertThat(later.launches().get(0).sentence()).isEqualTo("grace: one is enough");
        }
        assertThat(cluster.versions("cancelled")).isEmpty();
        assertThat(cluster.listed().get("kept").getRoles()).isEmpty();
        assertThat(cluster.listed().get("cancelled").getRoles()).isEmpty();
        SideRuns last = sideRuns();
        last.takeUp();
        last.close();
        assertThat(last.launches()).isEmpty();
    }

    @Test
    @Tag("slow")
    @Tag("processes")
    void whatAConsoleLeavesToAFleetIsTrainedByProcessesOfItsOwn() throws Exception {
        // Given
        ControllerRole role = new ControllerRole(List.of(new ProcessesKind(new JavaCommand(Main.class))));
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers",
                cluster.bootstrapServers(),
                "registry.url",
                "memory:",
                "backend",
                "processes",
                "processes.dir",
                temp.resolve("fleet").toString());
        RoleProcess fleet =
                new RoleProcess(role, RoleSettings.of(role).of(settings, "test"), InstantSource.system()).start();

        try (FleetRuns launcher = new FleetRuns(
                ClusterAccess.onThisMachine(cluster.bootstrapServers()), "fleet", InstantSource.system())) {
            // When
            launcher.launch(replayOf("by-a-fleet", "rwr"), "ada", "side by side");

            // Then
            await().atMost(Duration.ofMinutes(10))
                    .untilAsserted(() -> assertThat(launcher.launches())
                            .extracting(Launch::run, Launch::source, Launch::state)
                            .containsExactly(tuple("by-a-fleet", SOURCE, Launch.State.FINISHED)));
        } finally {
            fleet.stop();
        }
        assertThat(fleet.exit().get(1, TimeUnit.MINUTES).code()).isEqualTo(ExitCode.OK);
        assertThat(cluster.listed().get("by-a-fleet"))
                .returns("fleet", RunEntry::getKeeper)
                .returns("ada", RunEntry::getWho)
                .returns(Map.of("rewards", 1, "learner", 1, "sampler", 1), RunEntry::getRoles);
        JsonNode same = summaryOf("alone", replay("alone", "--algorithm", "rwr"));
        assertThat(cluster.versions("by-a-fleet").get(3).getPolicySha256())
                .isEqualTo(same.get("policySha256").asText());
    }

    private static SideRuns sideRuns() {
        return new SideRuns(
                ClusterAccess.onThisMachine(cluster.bootstrapServers()),
                new DeviceName("cpu"),
                temp.resolve("launched"),
                InstantSource.system());
    }

    private static LaunchRequest replayOf(String name, String algorithm) {
        return new LaunchRequest(
                LaunchRequest.Kind.REPLAY,
                SOURCE,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(algorithm),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private static void assertRefused(CommandLineRun run, String sentence) {
        assertThat(run.status()).as(run.out()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(run.sentence()).contains(sentence).hasLineCount(1);
    }

    private static CommandLineRun replay(String name, String... more) {
        return derived("replay", name, more);
    }

    private static CommandLineRun fork(String name, String... more) {
        return derived("fork", name, more);
    }

    private static CommandLineRun derived(String command, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--run", SOURCE, "--as", name, "--yes"));
        arguments.addAll(List.of(more));
        return of(arguments.toArray(new String[0]));
    }

    /** The results lie under the name of the run. */
    private static CommandLineRun of(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        int name = all.contains("--as") ? all.indexOf("--as") : all.indexOf("--run");
        all.addAll(List.of(
                "--bootstrap",
                cluster.bootstrapServers(),
                "--results",
                temp.resolve("results").resolve(all.get(name + 1)).toString()));
        return CommandLineRun.of(all.toArray(new String[0]));
    }

    private static JsonNode summaryOf(String run, CommandLineRun command) throws Exception {
        assertThat(command.status()).as(command.err()).isEqualTo(ExitCode.OK.status());
        return new ObjectMapper()
                .readTree(temp.resolve("results")
                        .resolve(run)
                        .resolve("summary.json")
                        .toFile());
    }

    private static List<Metric> iterations(String run) {
        return cluster.readable(new RunNames(run).metrics(), Metric.class).stream()
                .filter(metric -> metric.getSeries().equals("iteration"))
                .toList();
    }

    /** By trajectory. */
    private static Map<String, Double> rewards(String run, int iteration) {
        Map<String, Double> rewards = new TreeMap<>();
        for (AdvantageEntry entry : cluster.readable(new RunNames(run).advantages(), AdvantageEntry.class)) {
            if (entry.getIteration() == iteration && entry.getEntry() instanceof Advantage advantage) {
                rewards.put(advantage.getTrajectoryId(), advantage.getReward());
            }
        }
        return rewards;
    }

    /** Prompts have statistics of their own from two rewards on, so that a tracker that forgets would be seen. */
    private static RunSpecification specification(String name) throws Exception {
        return cluster.specification(name)
                .setIterations(3)
                .setAdvantages(new AdvantageSettings(true, 32, 2))
                .setEvaluation(new EvaluationSettings(0, List.of(Runs.prompt("fox")), 1, 7L))
                .build();
    }
}
