package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScorerRoleTest {
    private static final Map<String, String> REQUIRED =
            Map.of("run", "demo", "registry.url", "memory:", "kafka.bootstrap.servers", "127.0.0.1:9092");

    @Test
    void aRunABrokerAndARegistryAreAllItHasToBeTold() {
        Settings settings = settings(Map.of());

        assertThat(ScorerSettings.limits(settings))
                .isEqualTo(new Limits(4, OptionalDouble.empty(), Duration.ofMinutes(2), 4, Duration.ofMinutes(10)));
        assertThat(settings.get(ScorerSettings.BATCH_SIZE)).isEqualTo(8);
        assertThat(settings.get(ScorerSettings.LOCK_DURATION)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get(ScorerSettings.DELIVERY_LIMIT)).isEqualTo(10);
        assertThat(settings.get(ScorerSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void everySettingCanBeGiven() {
        Settings settings = settings(Map.of(
                "worker", "scorer-7",
                "concurrency", "16",
                "calls.per.second", "2.5",
                "call.timeout", "90s",
                "attempts", "2",
                "patience", "1h",
                "batch.size", "1",
                "lock.duration", "15s",
                "delivery.limit", "5",
                "heartbeat.interval", "500ms"));

        assertThat(ScorerSettings.limits(settings))
                .isEqualTo(new Limits(16, OptionalDouble.of(2.5), Duration.ofSeconds(90), 2, Duration.ofHours(1)));
        assertThat(settings.get(ScorerSettings.WORKER)).isEqualTo("scorer-7");
        assertThat(settings.get(ScorerSettings.BATCH_SIZE)).isEqualTo(1);
        assertThat(settings.get(ScorerSettings.LOCK_DURATION)).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.get(ScorerSettings.DELIVERY_LIMIT)).isEqualTo(5);
        assertThat(settings.get(ScorerSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void whatCannotBeIsRefusedAllAtOnce() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> settings(Map.of("concurrency", "0", "attempts", "0", "calls.per.second", "-1")))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                "test: expected 1 to 100 for 'concurrency', got '0'",
                                "test: expected at least 1 for 'attempts', got '0'",
                                "test: expected a number above 0 for 'calls.per.second', got '-1'"));
    }

    @Test
    void aParameterOfTheRewardIsTheWorkersOwnAndASecretIsNotShown() {
        Settings settings = settings(Map.of("reward.token", "s3cret", "reward.url", "http://localhost:1/"));

        assertThat(settings.passedThrough("reward."))
                .containsExactlyInAnyOrderEntriesOf(Map.of("token", "s3cret", "url", "http://localhost:1/"));
        assertThat(settings.effective()).doesNotContain("s3cret").contains("http://localhost:1/");
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(given);
        return RoleSettings.of(new ScorerRole()).of(all, "test");
    }
}
