package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplerRoleTest {
    private static final Map<String, String> NEEDED =
            Map.of("run", "demo", "kafka.bootstrap.servers", "localhost:9092", "registry.url", "memory:");

    @Test
    void needsARunARegistryAndBrokersOnly() {
        Settings settings = read(Map.of());

        assertThat(settings.find(SamplerSettings.MODEL)).isEmpty();
        assertThat(settings.find(SamplerSettings.WORKER)).isEmpty();
        assertThat(settings.get(SamplerSettings.DEVICE)).isEqualTo("cpu");
        assertThat(settings.get(SamplerSettings.LOCK_DURATION)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get(SamplerSettings.DELIVERY_LIMIT)).isEqualTo(10);
        assertThat(settings.get(SamplerSettings.MANIFEST_TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.get(SamplerSettings.SCRATCH_DIRECTORY))
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(settings.find(SamplerSettings.TRAJECTORIES_STORE)).isEmpty();
        assertThat(settings.get(SamplerSettings.TRAJECTORIES_LIMIT)).isEqualTo(8L << 20);
        assertThat(settings.get(SamplerSettings.HEARTBEAT_INTERVAL)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> read(Map.of("run", "No_Run", "device", "tpu", "delivery.limit", "2")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'No_Run'")
                .hasMessageContaining("expected cpu, cuda or cuda:<index> for 'device', got 'tpu'")
                .hasMessageContaining("expected at least 3 for 'delivery.limit', got '2'");
    }

    @Test
    void hasNoDeviceOfItsOwnWhereItSharesOne() {
        SamplerRole sharing = new SamplerRole(TinyModel.kernels());

        assertThat(sharing.settings().declared()).doesNotContain(SamplerSettings.DEVICE);
    }

    @Test
    void takesOfTheRegistryWhatConfluentsClientKnows() {
        Settings settings = read(Map.of("registry.basic.auth.user.info", "ann:secret"));

        assertThat(settings.passedThrough("registry.")).isEqualTo(Map.of("basic.auth.user.info", "ann:secret"));
        assertThat(settings.effective()).doesNotContain("secret");
        assertThatThrownBy(() -> read(Map.of("registry.basic.auth", "ann:secret")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("under 'registry.', got 'basic.auth'");
    }

    private static Settings read(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(NEEDED);
        values.putAll(more);
        return RoleSettings.of(new SamplerRole()).of(values, "test");
    }
}
