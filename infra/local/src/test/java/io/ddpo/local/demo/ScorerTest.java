package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.rewards.scorer.ScorerMain;
import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.process.Role;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a reward's server does and whoever dies, every sample ends in exactly one reward, and none is invented. */
@Tag("broker")
class ScorerTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int SAMPLES = 40;

    @TempDir
    static Path temp;

    private static EmbeddedBroker broker;
    private static SchemaRegistry registry;
    private static KafkaClients kafka;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(temp.resolve("kafka"), 0);
        registry = new MemorySchemaRegistry();
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers()), "test");
        kafka = new KafkaClients("test", settings, meters -> {});
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void aServerThatDoesEverythingWrongCostsOnlyTheSamplesThatItNeverAnswers() throws Exception {
        List<String> treatments = new ArrayList<>(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));
        for (int i = 0; i < StandInRewardServer.ONCE.size(); i++) {
            treatments.set(3 * i, StandInRewardServer.ONCE.get(i));
        }
        treatments.set(20, StandInRewardServer.POISON);
        treatments.set(21, StandInRewardServer.SLOWLY);
        treatments.set(25, StandInRewardServer.REFUSED);
        treatments.set(30, StandInRewardServer.SILENCE);
        treatments.set(33, "not sampled");
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ofMillis(10))) {
            ScoredRun run = ScoredRun.create(kafka, registry, "wrong", SAMPLES, server.port());
            run.sample(treatments);

            Map<String, Object> ended;
            try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                    Running scorer = running(new ScorerRole(), run, hasty("scorer-1"));
                    Running other = running(new ScorerRole(), run, hasty("scorer-2"))) {
                ended = byId(run.rewardsOnceClosed(LONG));
            }

            Map<String, String> failures = failures(ended);
            assertThat(failures).containsOnlyKeys("t-20", "t-25", "t-30", "t-33");
            assertThat(failures.get("t-20")).contains("asked 2 times", "expected status 200, got 500 'out of order'");
            assertThat(failures.get("t-25")).isEqualTo("http: the picture is empty");
            assertThat(failures.get("t-30")).contains("expected an answer within 1s (call.timeout), got none");
            assertThat(failures.get("t-33")).isEqualTo("no finite numbers");
            assertScores(ended);
            assertThat(run.deadLetters())
                    .extracting(letter -> letter.getKey().orElseThrow())
                    .containsExactlyInAnyOrder("t-20", "t-25", "t-30");
        }
    }

    @Test
    void aRewardOfTheStreamsIsLeftToScorersWhereAGuardNeedsThem() throws Exception {
        ScoredRun run = ScoredRun.create(
                kafka,
                registry,
                "guarded",
                SAMPLES,
                new RewardSettings("jpeg-incompressibility", Map.of()),
                new RewardSettings("http", Map.of("url", "http://127.0.0.1:1/")));
        run.sample(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));

        try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                Running scorer = running(new ScorerRole(), run, hasty("scorer-1"))) {
            assertThat(run.rewardsOnceClosed(LONG))
                    .hasSize(SAMPLES)
                    .allSatisfy(reward -> assertThat(((Score) reward.getResult()).getComponents())
                            .containsOnlyKeys("kilobytes"));
        }
    }

    @Test
    void aVisionModelThatDoesEverythingWrongCostsOnlyTheSamplesThatItNeverAnswers() throws Exception {
        List<String> treatments = new ArrayList<>(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));
        for (int i = 0; i < StandInRewardServer.ONCE.size(); i++) {
            treatments.set(3 * i, StandInRewardServer.ONCE.get(i));
        }
        treatments.set(20, StandInRewardServer.POISON);
        treatments.set(21, StandInRewardServer.SLOWLY);
        treatments.set(25, StandInRewardServer.REFUSED);
        treatments.set(30, StandInRewardServer.SILENCE);
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ofMillis(10))) {
            Map<String, String> parameters =
                    Map.of("url", "http://127.0.0.1:" + server.port() + "/v1", "model", "stand-in");
            ScoredRun run = ScoredRun.create(
                    kafka, registry, "model", SAMPLES, new RewardSettings("strict-satisfaction", parameters));
            run.sample(treatments);

            Map<String, Object> ended;
            try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                    Running scorer = running(new ScorerRole(), run, hasty("scorer-1"))) {
                ended = byId(run.rewardsOnceClosed(LONG));
            }

            Map<String, String> failures = failures(ended);
            assertThat(failures).containsOnlyKeys("t-20", "t-25", "t-30");
            assertThat(failures.get("t-25"))
                    .isEqualTo("strict-satisfaction: question 1: the model refuses: 'the picture is empty'");
            ended.forEach((id, result) -> {
                if (result instanceof Score score) {
                    assertThat(score.getValue())
                            .as(id)
                            .isEqualTo(Integer.parseInt(id.substring(2)) % 2 == 0 ? 1.0 : 0.0);
                }
            });
        }
    }

    @Test
    void aServerThatDiesIsWaitedForAndNoSampleIsLost() throws Exception {
        StandInRewardServer first = new StandInRewardServer(0, Duration.ofMillis(50));
        ScoredRun run = ScoredRun.create(kafka, registry, "server-dies", SAMPLES, first.port());
        run.sample(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));

        try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                Running scorer = running(new ScorerRole(), run, Map.of("worker", "scorer-1", "batch.size", "2"))) {
            Awaitility.await().atMost(LONG).until(() -> first.answered.get() >= 4);
            first.close();
            assertThat(run.isTold("the reward does not answer; waiting for it", LONG))
                    .isTrue();

            try (StandInRewardServer second = new StandInRewardServer(first.port(), Duration.ofMillis(10))) {
                Map<String, Object> ended = byId(run.rewardsOnceClosed(LONG));

                assertThat(failures(ended)).isEmpty();
                assertScores(ended);
            }
        }
    }

    @Test
    void whatAKilledScorerHadInHandGoesToAnother() throws Exception {
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ofMillis(200))) {
            ScoredRun run = ScoredRun.create(kafka, registry, "scorer-dies", SAMPLES, server.port());
            run.sample(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));

            try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                    JavaProcess doomed = JavaProcess.start(
                            ScorerMain.class, settings(run, Map.of("worker", "doomed", "batch.size", "2")), temp)) {
                Awaitility.await().atMost(LONG).until(() -> {
                    doomed.requireNoFault();
                    return server.questions.get() >= 6;
                });
                doomed.kill();

                try (Running successor = running(new ScorerRole(), run, Map.of("worker", "successor"))) {
                    Map<String, Object> ended = byId(run.rewardsOnceClosed(LONG));

                    assertThat(failures(ended)).isEmpty();
                    assertScores(ended);
                }
            }
        }
    }

    @Test
    void locksAreRenewedForAsLongAsTheServerTakes() throws Exception {
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ofSeconds(20))) {
            ScoredRun run = ScoredRun.create(kafka, registry, "slow", SAMPLES, server.port());
            run.sample(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));

            try (Running streams = running(new RewardStreamsRole(), run, Map.of());
                    Running scorer = running(
                            new ScorerRole(),
                            run,
                            Map.of("worker", "scorer-1", "batch.size", "100", "lock.duration", "15s"))) {
                assertScores(byId(run.rewardsOnceClosed(LONG)));
            }

            assertThat(server.questions.get())
                    .as("a lock that is lost is asked about again")
                    .isLessThanOrEqualTo(5);
        }
    }

    /** One reward a sample, whoever did what twice. */
    private static Map<String, Object> byId(List<Reward> rewards) {
        assertThat(rewards).hasSize(SAMPLES);
        return rewards.stream().collect(Collectors.toMap(Reward::getTrajectoryId, Reward::getResult));
    }

    private static Map<String, String> failures(Map<String, Object> ended) {
        return ended.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Failure)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> ((Failure) entry.getValue()).getReason()));
    }

    private static void assertScores(Map<String, Object> ended) {
        ended.forEach((id, result) -> {
            if (result instanceof Score score) {
                assertThat(score.getValue()).as(id).isEqualTo(Integer.parseInt(id.substring(2)) + 1);
            }
        });
    }

    private static Map<String, String> hasty(String worker) {
        return Map.of("worker", worker, "batch.size", "4", "call.timeout", "1s", "attempts", "2");
    }

    private static Map<String, String> settings(ScoredRun run, Map<String, String> own) {
        return Running.settings(run, broker.bootstrapServers(), own);
    }

    private static Running running(Role role, ScoredRun run, Map<String, String> own) {
        return Running.start(role, run, broker.bootstrapServers(), own);
    }
}
