package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.learner.LearnerMain;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.Runs;
import io.ddpo.local.TinyModel;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.history.TopicScan;
import io.ddpo.rewards.RewardStreamsMain;
import io.ddpo.sampler.SamplerMain;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of each role is killed at the worst moment; the run ends with the weights of one that went undisturbed. */
@Tag("broker")
class KilledProcessTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);
    private static final int SAMPLES = 16;

    @TempDir
    static Path temp;

    private static Path model;
    private static EmbeddedBroker broker;
    private static SchemaRegistry registry;
    private static KafkaClients kafka;
    private static String undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        registry = new MemorySchemaRegistry();
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers()), "test");
        kafka = new KafkaClients("test", settings, meters -> {});
        model = TinyModel.smallerIn(temp.resolve("model"));
        RunSpecification run = created("undisturbed");
        Path scratch = Files.createDirectory(temp.resolve("scratch"));
        try (RunTail tail = tail(run);
                Crew crew = Crew.start(
                        run.getRun(),
                        broker.bootstrapServers(),
                        model,
                        new DeviceName("cpu"),
                        1,
                        false,
                        scratch,
                        CLOCK)) {
            follow(tail, RunView::isComplete, () -> assertThat(crew.failure()).isEmpty());
        }
        undisturbed = history(run).last().getPolicySha256();
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void aKilledSamplerLeavesNoTrace() throws Exception {
        RunSpecification run = created("sampler-killed");
        try (RunTail tail = tail(run);
                RoleInAProcess rewards = rewards(run);
                RoleInAProcess learner = learner(run);
                RoleInAProcess sampler = sampler(run, "first")) {
            List<RoleInAProcess> others = List.of(rewards, learner);
            follow(tail, KilledProcessTest::isInTheMiddleOfTheSecondIteration, others);

            sampler.kill();

            try (RoleInAProcess successor = sampler(run, "second")) {
                follow(tail, RunView::isComplete, List.of(rewards, learner, successor));
            }
        }
        assertUndisturbed(run);
    }

    @Test
    void aKilledLearnerGoesOnFromTheLogWithAnEmptyDisk() throws Exception {
        RunSpecification run = created("learner-killed");
        try (RunTail tail = tail(run);
                RoleInAProcess rewards = rewards(run);
                RoleInAProcess sampler = sampler(run, "first");
                RoleInAProcess learner = learner(run)) {
            follow(tail, view -> view.stage().name().equals("training"), List.of(rewards, sampler, learner));

            learner.kill();

            assertThat(tail.catchUp().iterations())
                    .as("iterations that were trained before")
                    .isEmpty();
            try (RoleInAProcess successor = learner(run)) {
                follow(tail, RunView::isComplete, List.of(rewards, sampler, successor));
            }
        }
        assertUndisturbed(run);
    }

    @Test
    void killedRewardStreamsScoreNothingTwice() throws Exception {
        RunSpecification run = created("rewards-killed");
        try (RunTail tail = tail(run);
                RoleInAProcess learner = learner(run);
                RoleInAProcess sampler = sampler(run, "first");
                RoleInAProcess rewards = rewards(run)) {
            List<RoleInAProcess> others = List.of(learner, sampler);
            follow(tail, KilledProcessTest::isInTheMiddleOfTheSecondIteration, others);

            rewards.kill();

            try (RoleInAProcess successor = rewards(run)) {
                follow(tail, RunView::isComplete, List.of(learner, sampler, successor));
            }
        }
        assertUndisturbed(run);
    }

    private static boolean isInTheMiddleOfTheSecondIteration(RunView view) {
        RunView.Stage stage = view.stage();
        return view.iterations().size() == 1 && stage.name().equals("sampling") && stage.done() >= 3;
    }

    private static void assertUndisturbed(RunSpecification run) {
        RunHistory history = history(run);
        assertThat(history.last().getPolicySha256()).isEqualTo(undisturbed);
        assertThat(history.trajectories().requested()).isEqualTo(2L * SAMPLES);
        assertThat(history.trajectories().trained()).isEqualTo(2L * SAMPLES);
        assertThat(history.iterations())
                .allSatisfy(iteration -> assertThat(iteration.rewards()).hasSize(SAMPLES));
    }

    /** Batches so small and steps so many that there is a middle to kill in. */
    private static RunSpecification created(String name) throws Exception {
        RunSpecification run = RunSpecification.newBuilder(Runs.specification())
                .setRun(name)
                .setBaseModel(
                        new BaseModel(model.toString(), ModelFolder.at(model).digest()))
                .setSampling(new SamplingSettings(20, 1.0, 1.0, 2, LatentDtype.FLOAT32))
                .setSamplesPerIteration(SAMPLES)
                .setTraining(TrainingSettings.newBuilder(Runs.training(null))
                        .setMicroBatch(8)
                        .build())
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L))
                .build();
        new RunCreator(kafka, registry, CLOCK).create(run, "test", "");
        return run;
    }

    private static RoleInAProcess sampler(RunSpecification run, String name) throws Exception {
        return start(SamplerMain.class, run, Map.of("worker", "sampler-" + name));
    }

    private static RoleInAProcess rewards(RunSpecification run) throws Exception {
        return start(RewardStreamsMain.class, run, Map.of());
    }

    /** Each with a disk of its own. */
    private static RoleInAProcess learner(RunSpecification run) throws Exception {
        Path scratch = Files.createTempDirectory(temp, "learner");
        return start(LearnerMain.class, run, Map.of("scratch.dir", scratch.toString()));
    }

    private static RoleInAProcess start(Class<?> main, RunSpecification run, Map<String, String> own) throws Exception {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("run", run.getRun());
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("registry.url", "memory:");
        settings.put("heartbeat.interval", "200ms");
        return RoleInAProcess.start(main, settings, temp);
    }

    private static RunTail tail(RunSpecification run) {
        return new RunTail(kafka, registry, new RunNames(run.getRun()), new RunView(run));
    }

    private static RunHistory history(RunSpecification run) {
        return new HistoryReader(new TopicScan(kafka, registry), new RunNames(run.getRun())).read(run);
    }

    private static void follow(RunTail tail, Predicate<RunView> until, List<RoleInAProcess> processes)
            throws Exception {
        follow(tail, until, () -> {
            for (RoleInAProcess process : processes) {
                process.requireNoFault();
            }
        });
    }

    /** Each poll of the log waits for news, so that this is no busy loop. */
    private static void follow(RunTail tail, Predicate<RunView> until, Check check) throws Exception {
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        while (!until.test(tail.follow(Duration.ofMillis(20)))) {
            check.run();
            assertThat(System.nanoTime()).as("time until the run got there").isLessThan(deadline);
        }
    }

    private interface Check {
        void run() throws Exception;
    }
}
