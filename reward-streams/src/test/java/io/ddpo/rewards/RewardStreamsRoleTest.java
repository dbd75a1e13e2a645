package io.ddpo.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.process.WorkerIdentity;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class RewardStreamsRoleTest {
    private static final Map<String, String> REQUIRED =
            Map.of("run", "demo", "registry.url", "memory:", "kafka.bootstrap.servers", "127.0.0.1:9092");

    @Test
    void aRunABrokerAndARegistryAreAllItHasToBeTold() {
        Settings settings = settings(Map.of());

        assertThat(settings.find(RewardStreamsSettings.WORKER)).isEmpty();
        assertThat(settings.get(RewardStreamsSettings.OVERDUE_AFTER)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.get(RewardStreamsSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void everySettingCanBeGiven() {
        Settings settings =
                settings(Map.of("worker", "rewards-7", "overdue.after", "1h", "heartbeat.interval", "500ms"));

        assertThat(settings.get(RewardStreamsSettings.WORKER)).isEqualTo("rewards-7");
        assertThat(settings.get(RewardStreamsSettings.OVERDUE_AFTER)).isEqualTo(Duration.ofHours(1));
        assertThat(settings.get(RewardStreamsSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void whatCannotBeIsRefusedAllAtOnce() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> settings(Map.of("run", "Demo.1", "worker", "a b", "overdue.after", "0s")))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                "test: expected [a-z0-9][a-z0-9-]{0,39}, but not ddpo for 'run', got 'Demo.1'",
                                "test: expected letters, digits, dots, hyphens or underscores for 'worker', got 'a b'",
                                "test: expected a positive duration for 'overdue.after', got '0s'"));
    }

    @Test
    void kafkaStreamsIsExactlyOnceAndTakesWhatItIsGiven() {
        KafkaClients kafka = new KafkaClients("rewards-1", settings(Map.of()), binder -> {});

        Properties properties = kafka.streams("demo.reward-streams", ApplicationStart.configuration(Set.of()));

        StreamsConfig config = new StreamsConfig(properties);
        assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(config.getString("group.protocol")).isEqualTo("streams");
        assertThat(config.getLong("commit.interval.ms")).isEqualTo(20);
        assertThat(config.getInt("buffered.records.per.partition")).isEqualTo(32);
        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", "32");
        assertThat(config.getProducerConfigs("p")).containsEntry("max.request.size", Integer.toString(32 << 20));
    }

    @Test
    void whatSomebodyChoseForKafkaStreamsHolds() {
        Settings settings = settings(Map.of("kafka.streams.commit.interval.ms", "500"));
        KafkaClients kafka = new KafkaClients("rewards-1", settings, binder -> {});

        Properties properties = kafka.streams(
                "demo.reward-streams",
                ApplicationStart.configuration(
                        settings.passedThrough("kafka.streams.").keySet()));

        assertThat(properties).containsEntry("commit.interval.ms", "500").containsEntry("group.protocol", "streams");
    }

    @Test
    void samplesAreScoredHereUnlessTheRewardOrAGuardNeedsWorkers() {
        RewardSettings contrast = new RewardSettings("contrast", Map.of());
        RewardSettings server = new RewardSettings("http", Map.of("url", "http://localhost:1/"));
        RewardSettings unknownHere = new RewardSettings("painted-text", Map.of());

        assertThat(ApplicationStart.isScoredHere(TestRun.specification())).isTrue();
        assertThat(ApplicationStart.isScoredHere(guardedBy(contrast))).isTrue();
        assertThat(ApplicationStart.isScoredHere(guardedBy(contrast, server))).isFalse();
        assertThat(ApplicationStart.isScoredHere(guardedBy(unknownHere))).isFalse();
        assertThat(ApplicationStart.isScoredHere(
                        TestRun.builder().setReward(server).build()))
                .isFalse();
    }

    private static RunSpecification guardedBy(RewardSettings... guards) {
        return TestRun.builder()
                .setGuard(new GuardSettings(List.of(guards), 0.2, OnOveroptimisation.ALERT))
                .build();
    }

    @Test
    void theRegistryIsEnteredAsConfluentsClientWouldEnterIt() {
        Settings settings = settings(Map.of("registry.basic.auth.user.info", "me:secret"));

        assertThat(settings.passedThrough("registry.")).containsEntry("basic.auth.user.info", "me:secret");
        assertThat(settings.effective()).doesNotContain("secret");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> settings(Map.of("registry.user", "me")))
                .withMessageContaining("under 'registry.', got 'user'");
    }

    @Test
    void aWorkerWithoutANameIsCalledAfterHostAndProcess() {
        WorkerIdentity unnamed = WorkerIdentity.here("rewards", Optional.empty(), Instant.EPOCH);

        assertThat(unnamed.name()).matches("rewards-[\\w.-]+-" + unnamed.pid());
        assertThat(WorkerIdentity.here("rewards", Optional.of("rewards-7"), Instant.EPOCH)
                        .name())
                .isEqualTo("rewards-7");
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(given);
        return RoleSettings.of(new RewardStreamsRole()).of(all, "test");
    }
}
