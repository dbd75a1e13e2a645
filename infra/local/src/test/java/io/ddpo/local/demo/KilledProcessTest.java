package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.cli.Main;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of every role are killed and doubled; the run ends with the weights of one that went undisturbed. */
@Tag("broker")
class KilledProcessTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);
    private static final int ITERATIONS = 5;
    private static final int SAMPLES = 8;
    private static final long SEED = 1;
    private static final int KILLS_OF_EACH = 5;
    private static final int LEAST_KILLS = 20;

    @TempDir
    static Path temp;

    private static Path model;
    private static EmbeddedBroker broker;
    private static SchemaRegistry registry;
    private static KafkaClients kafka;
    private static RunHistory undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        registry = new MemorySchemaRegistry();
        kafka = clients(broker.bootstrapServers());
        model = TinyModel.smallerIn(temp.resolve("model"));
        RunSpecification run = created("undisturbed", kafka);
        Path scratch = Files.createDirectory(temp.resolve("scratch"));
        try (RunTail tail = tail(run, kafka);
                Crew crew = Crew.start(
                        run.getRun(),
                        ClusterAccess.onThisMachine(broker.bootstrapServers()),
                        model,
                        List.of(new DeviceName("cpu")),
                        1,
                        false,
                        scratch,
                        CLOCK)) {
            follow(tail, RunView::isComplete, view -> assertThat(crew.failure()).isEmpty());
        }
        undisturbed = history(run, kafka);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void killsAtRandomMomentsOfSamplerRewardsLearnerAndBrokerChangeNothing() throws Exception {
        int port = freePort();
        String bootstrap = "127.0.0.1:" + port;
        List<String> brokerArguments = List.of(
                "broker",
                "--port",
                Integer.toString(port),
                "--data",
                temp.resolve("killed-kafka").toString());
        KafkaClients clients = clients(bootstrap);
        try (Supervised killedBroker =
                new Supervised("broker", () -> JavaProcess.start(Main.class, brokerArguments, temp))) {
            RunSpecification run = created("killed", clients);
            RunProcesses processes = new RunProcesses(run.getRun(), bootstrap, temp);
            try (RunTail tail = tail(run, clients);
                    Supervised rewards = new Supervised("rewards", processes::rewards);
                    Supervised sampler = new Supervised("sampler", () -> processes.sampler("sampler-1"));
                    Supervised learner = new Supervised("learner", processes::learner)) {
                Killer killer = new Killer(List.of(killedBroker, rewards, sampler, learner));

                follow(tail, RunView::isComplete, killer::lookAt, killer::state);

                killer.startAgain(); // the broker may have been the last, and is asked what happened
                assertThat(killer.kills()).isGreaterThanOrEqualTo(LEAST_KILLS);
                assertUndisturbed(history(run, clients));
            }
        }
    }

    @Test
    void theFirstOfTwoLearnersStopsWithASentenceAndTheSecondEndsTheRun() throws Exception {
        RunSpecification run = created("two-learners", kafka);
        RunProcesses processes = new RunProcesses(run.getRun(), broker.bootstrapServers(), temp);
        try (RunTail tail = tail(run, kafka);
                JavaProcess rewards = processes.rewards();
                JavaProcess sampler = processes.sampler("sampler-1");
                JavaProcess first = processes.learner()) {
            follow(tail, view -> view.iterations().size() == 1, view -> first.requireNoFault());

            try (JavaProcess second = processes.learner()) {
                follow(tail, view -> view.isComplete() && !first.isAlive(), view -> {
                    for (JavaProcess process : List.of(rewards, sampler, second)) {
                        process.requireNoFault();
                    }
                });
            }

            assertThat(first.status()).isEqualTo(ExitCode.FENCED.status());
            assertThat(first.output())
                    .contains("run two-learners: expected to be its only learner, found that another one has taken"
                            + " over");
        }
        assertUndisturbed(history(run, kafka));
    }

    /** Carries out a plan of kills, and starts again what was killed. */
    private static final class Killer {
        private final List<Supervised> victims;
        private final Deque<KillPlan.Kill> plan;
        private final List<Due> due = new ArrayList<>();

        private record Due(Supervised victim, long at) {}

        Killer(List<Supervised> victims) {
            this.victims = victims;
            this.plan = new ArrayDeque<>(KillPlan.drawn(SEED, victims.size(), KILLS_OF_EACH));
        }

        void lookAt(RunView view) throws Exception {
            startAgain();
            long now = System.nanoTime();
            while (!plan.isEmpty() && plan.peek().progress() <= progress(view)) {
                KillPlan.Kill kill = plan.remove();
                due.add(new Due(victims.get(kill.victim()), now + kill.delay().toNanos()));
            }
            for (Due kill : List.copyOf(due)) {
                if (kill.at() - now <= 0 && kill.victim().kill()) {
                    due.remove(kill);
                }
            }
        }

        void startAgain() throws Exception {
            for (Supervised victim : victims) {
                victim.look();
            }
        }

        String state() throws IOException {
            StringBuilder state = new StringBuilder("%d kills to come".formatted(plan.size() + due.size()));
            for (Supervised victim : victims) {
                state.append("\n").append(victim.state());
            }
            return state.toString();
        }

        int kills() {
            return victims.stream().mapToInt(Supervised::kills).sum();
        }

        /** Sampling and training of an iteration count for a half each. */
        private static double progress(RunView view) {
            RunView.Stage stage = view.stage();
            double before = stage.name().equals("training") ? 0.5 : 0;
            return (view.iterations().size() + before + stage.share() / 2) / ITERATIONS;
        }
    }

    private static void assertUndisturbed(RunHistory history) {
        assertThat(history.last().getPolicySha256())
                .isEqualTo(undisturbed.last().getPolicySha256());
        assertThat(history.versions())
                .extracting(WeightsManifest::getVersion)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, ITERATIONS).boxed().toList());
        assertThat(history.versions())
                .extracting(WeightsManifest::getPolicySha256)
                .containsExactlyElementsOf(undisturbed.versions().stream()
                        .map(WeightsManifest::getPolicySha256)
                        .toList());
        assertThat(history.trajectories().requested()).isEqualTo((long) ITERATIONS * SAMPLES);
        assertThat(history.trajectories().trained()).isEqualTo((long) ITERATIONS * SAMPLES);
        assertThat(history.iterations()).isEqualTo(undisturbed.iterations());
    }

    /** Batches so small and steps so many that there is a middle to kill in. */
    private static RunSpecification created(String name, KafkaClients clients) throws Exception {
        RunSpecification run = RunSpecification.newBuilder(Runs.specification())
                .setRun(name)
                .setBaseModel(
                        new BaseModel(model.toString(), ModelFolder.at(model).digest()))
                .setSampling(new SamplingSettings(20, 1.0, 1.0, 2, LatentDtype.FLOAT32))
                .setIterations(ITERATIONS)
                .setSamplesPerIteration(SAMPLES)
                .setTraining(TrainingSettings.newBuilder(Runs.training(null))
                        .setMicroBatch(SAMPLES)
                        .build())
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .build();
        new RunCreator(clients, registry, CLOCK).create(run, "test", "");
        return run;
    }

    private static KafkaClients clients(String bootstrapServers) {
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrapServers), "test");
        return new KafkaClients("test", settings, meters -> {});
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static RunTail tail(RunSpecification run, KafkaClients clients) {
        return new RunTail(clients, registry, new RunNames(run.getRun()), new RunView(run));
    }

    private static RunHistory history(RunSpecification run, KafkaClients clients) {
        return new HistoryReader(new TopicScan(clients, registry), new RunNames(run.getRun())).read(run);
    }

    private static void follow(RunTail tail, Predicate<RunView> until, Check check) throws Exception {
        follow(tail, until, check, () -> "");
    }

    /** Each poll of the log waits for news, so that this is no busy loop. */
    private static void follow(RunTail tail, Predicate<RunView> until, Check check, Callable<String> state)
            throws Exception {
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        RunView view = tail.follow(Duration.ZERO);
        while (!until.test(view)) {
            check.on(view);
            if (System.nanoTime() > deadline) {
                fail("expected the run to get there within %s, found it at iteration %d, %s; %s"
                        .formatted(LONGEST_RUN, view.iterations().size(), view.stage(), state.call()));
            }
            view = tail.follow(Duration.ofMillis(20));
        }
    }

    private interface Check {
        void on(RunView view) throws Exception;
    }
}
