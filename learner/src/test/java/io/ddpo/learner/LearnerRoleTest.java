package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnerRoleTest {
    private final LearnerRole role = new LearnerRole(LearnerListener.NONE);

    @Test
    void needsNoMoreThanTheRunTheClusterAndTheRegistry() {
        Settings settings = settings("run", "demo");

        assertThat(settings.get(LearnerSettings.WORKER)).isEqualTo("learner");
        assertThat(settings.get(LearnerSettings.DEVICE)).isEqualTo("cpu");
        assertThat(settings.find(LearnerSettings.MODEL)).isEmpty();
        assertThat(settings.get(LearnerSettings.SCRATCH_DIRECTORY))
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(settings.get(LearnerSettings.REISSUE_AFTER)).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.get(LearnerSettings.READ_TIMEOUT)).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.get(LearnerSettings.RUN_TIMEOUT)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.get(LearnerSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void readsEverySettingOfItsOwn() {
        Settings settings = RoleSettings.of(role)
                .of(
                        Map.ofEntries(
                                Map.entry("run", "demo"),
                                Map.entry("kafka.bootstrap.servers", "127.0.0.1:9092"),
                                Map.entry("registry.url", "https://registry:8081"),
                                Map.entry("registry.bearer.auth.token", "abc"),
                                Map.entry("model", "/models/sd"),
                                Map.entry("worker", "learner-2"),
                                Map.entry("device", "cuda:1"),
                                Map.entry("scratch.dir", "/scratch"),
                                Map.entry("trajectories.store", "file:/latents"),
                                Map.entry("reissue.after", "1m"),
                                Map.entry("read.timeout", "2s"),
                                Map.entry("run.timeout", "3s"),
                                Map.entry("heartbeat.interval", "4s")),
                        "test");

        assertThat(settings.find(LearnerSettings.MODEL)).contains(Path.of("/models/sd"));
        assertThat(settings.get(LearnerSettings.WORKER)).isEqualTo("learner-2");
        assertThat(settings.get(LearnerSettings.DEVICE)).isEqualTo("cuda:1");
        assertThat(settings.get(LearnerSettings.SCRATCH_DIRECTORY)).isEqualTo(Path.of("/scratch"));
        assertThat(settings.find(LearnerSettings.TRAJECTORIES_STORE)).contains("file:/latents");
        assertThat(settings.get(LearnerSettings.REISSUE_AFTER)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.get(LearnerSettings.READ_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.get(LearnerSettings.RUN_TIMEOUT)).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.get(LearnerSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.passedThrough("registry.")).containsEntry("bearer.auth.token", "abc");
        assertThat(settings.effective()).doesNotContain("abc");
    }

    @Test
    void refusesEveryWrongSettingAtOnce() {
        assertThatThrownBy(() -> settings("run", "No.Run", "device", "tpu", "reissue.after", "0s", "worker", "a b"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("'run'", "'device'", "'reissue.after'", "'worker'");
    }

    @Test
    void refusesARegistrySettingThatConfluentsClientDoesNotHave() {
        assertThatThrownBy(() -> settings("run", "demo", "registry.colour", "red"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("got 'colour'");
    }

    @Test
    void hasNoDeviceOfItsOwnWhereItSharesKernels() {
        assertThat(LearnerSettings.spec(false).declared())
                .extracting(Setting::name)
                .doesNotContain("device");
        assertThat(role.settings().declared()).extracting(Setting::name).contains("device");
    }

    private Settings settings(String... namesAndValues) {
        Map<String, String> values =
                new java.util.HashMap<>(Map.of("kafka.bootstrap.servers", "127.0.0.1:9092", "registry.url", "memory:"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return RoleSettings.of(role).of(values, "test");
    }
}
