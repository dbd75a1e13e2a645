package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ddpo.local.Runs;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.scorer.Rescoring;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of a run can be judged again by another reward, and the run itself does not notice. */
@Tag("broker")
class RescoringTest {
    private static final int SAMPLES = 20;

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
    void everySampleIsJudgedOnceAndASecondTimeOnlyWhatIsNew() throws Exception {
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ZERO)) {
            ScoredRun run = ScoredRun.create(kafka, registry, "again", SAMPLES, server.port());
            List<String> treatments = new ArrayList<>(Collections.nCopies(SAMPLES, StandInRewardServer.WELL));
            treatments.set(3, "busy");
            treatments.set(7, StandInRewardServer.REFUSED);
            treatments.set(9, "not sampled");
            run.sample(treatments.subList(0, 12));

            assertEnded(score(run, server), 12);
            int asked = server.answered.get();
            run.sample(treatments);
            assertEnded(score(run, server), SAMPLES);

            assertThat(server.answered.get() - asked)
                    .as("samples that were asked about in the second call")
                    .isEqualTo(SAMPLES - 12);
            assertThat(run.rewards()).isEmpty();
        }
    }

    @Test
    void whatOthersWroteIntoItsTopicsIsPassedOver() throws Exception {
        try (StandInRewardServer server = new StandInRewardServer(0, Duration.ZERO)) {
            ScoredRun run = ScoredRun.create(kafka, registry, "foreign", SAMPLES, server.port());
            List<String> treatments = Collections.nCopies(2, StandInRewardServer.WELL);
            run.write(run.names().samples(), null, new byte[0], "no Avro".getBytes(StandardCharsets.UTF_8));
            run.sample(treatments);
            run.write(run.names().samples(), new byte[] {0, 0, 0, 0, 99, 1});
            assertThat(score(run, server)).hasSize(2);
            run.write(run.names().scores("http"), null, new byte[] {7});

            List<Long> begun = new ArrayList<>();
            List<Reward> scores = score(run, reward(server), "http", begun::add);

            assertThat(scores).extracting(Reward::getTrajectoryId).containsExactly("t-0", "t-1");
            assertThat(begun).containsExactly(3L + 3 + 1); // the first of two samples is there twice
        }
    }

    @Test
    void aRewardThatTheRunCannotHaveIsRefused() {
        ScoredRun run = ScoredRun.create(kafka, registry, "refused", SAMPLES, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> score(run, new RewardSettings("http", Map.of()), "http", atMost -> {}))
                .withMessage("reward.parameters.url: expected some text, got 'none'");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        score(run, new RewardSettings("jpeg-compressibility", Map.of()), "No Label", atMost -> {}))
                .withMessage("label: expected [a-z0-9][a-z0-9-]{0,39}, found 'No Label'");
    }

    private static List<Reward> score(ScoredRun run, StandInRewardServer server) throws InterruptedException {
        return score(run, reward(server), "http", atMost -> {});
    }

    private static RewardSettings reward(StandInRewardServer server) {
        return new RewardSettings("http", Map.of("url", "http://127.0.0.1:" + server.port() + "/"));
    }

    private static List<Reward> score(ScoredRun run, RewardSettings reward, String label, LongConsumer begun)
            throws InterruptedException {
        RunSpecification specification = RunSpecification.newBuilder(Runs.specification())
                .setRun(run.names().run())
                .build();
        List<Reward> scores = new ArrayList<>();
        Rescoring.Listener listener = new Rescoring.Listener() {
            @Override
            public void begun(long atMost) {
                begun.accept(atMost);
            }

            @Override
            public void scored(Reward score) {
                scores.add(score);
            }
        };
        new Rescoring(kafka, registry, Rewards.installed(), specification).score(reward, label, 2, listener);
        return scores;
    }

    private static void assertEnded(List<Reward> scores, int count) {
        assertThat(scores)
                .extracting(Reward::getTrajectoryId)
                .doesNotHaveDuplicates()
                .hasSize(count);
        for (Reward reward : scores) {
            int index = Integer.parseInt(reward.getTrajectoryId().substring(2));
            if (index == 7 || index == 9) {
                assertThat(((Failure) reward.getResult()).getReason())
                        .isEqualTo(index == 7 ? "http: the picture is empty" : "no finite numbers");
            } else {
                assertThat(((Score) reward.getResult()).getValue()).isEqualTo(index + 1);
            }
        }
    }
}
