package io.ddpo.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.FatalRoleException;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControllerRoleTest {
    private final ControllerRole role = new ControllerRole(List.of(new Nowhere()));

    @Test
    void aFleetHasANameAndLimitsWithoutBeingTold() {
        Settings settings = settings(Map.of());

        assertThat(role.tags(settings)).isEqualTo(Map.of("fleet", "fleet"));
        assertThat(ControllerSettings.limits(settings)).isEqualTo(new Limits(200, 64, 200, 8));
    }

    @Test
    void limitsAreSettings() {
        Settings settings = settings(Map.of(
                "limit.workers", "10",
                "limit.samplers", "4",
                "limit.group.members", "1000",
                "limit.scorer.members", "16"));

        assertThat(ControllerSettings.limits(settings)).isEqualTo(new Limits(10, 4, 1000, 16));
    }

    @Test
    void aNameThatKubernetesWouldRefuseIsRefused() {
        assertThatThrownBy(() -> settings(Map.of("fleet", "My_Fleet")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("[a-z0-9] and hyphens, 40 at most");
    }

    @Test
    void theSettingsOfItsBackendsAreItsOwn() {
        assertThat(settings(Map.of("nowhere.depth", "3")).effective()).contains("nowhere.depth=3");
    }

    @Test
    void aBackendThatThereIsNotIsRefused() {
        try (Metrics metrics = new Metrics("fleet")) {
            RoleContext context =
                    new RoleContext(settings(Map.of("backend", "moon")), new Health(), metrics, InstantSource.system());

            assertThatThrownBy(() -> role.agents(context))
                    .isInstanceOf(FatalRoleException.class)
                    .hasMessage("backend: expected nowhere, got 'moon'");
        }
    }

    @Test
    void beforeTheListIsReadItIsNotReady() {
        Health health = new Health();
        try (Metrics metrics = new Metrics("fleet")) {
            role.agents(new RoleContext(settings(Map.of()), health, metrics, InstantSource.system()));

            assertThat(health.readiness().toString()).contains("the list of runs is not read yet");
        }
    }

    private Settings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(
                Map.of("kafka.bootstrap.servers", "nowhere:1", "registry.url", "memory:", "backend", "nowhere"));
        all.putAll(more);
        return RoleSettings.of(role).of(all, "test");
    }

    private static final class Nowhere implements BackendKind {
        @Override
        public String name() {
            return "nowhere";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(Setting.integer("nowhere.depth", "how far away").optional());
        }

        @Override
        public Backend open(String fleet, RoleContext context) {
            throw new AssertionError("nobody opens it");
        }
    }
}
