package io.ddpo.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.fleet.ControllerRole;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.ops.Health;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.Settings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesKindTest {
    @Test
    void withoutTemplatesItIsNotOpened() {
        KubernetesKind kind = new KubernetesKind();
        Settings settings = RoleSettings.of(new ControllerRole(List.of(kind)))
                .of(
                        Map.of(
                                "kafka.bootstrap.servers", "nowhere:1",
                                "registry.url", "memory:",
                                "backend", "kubernetes"),
                        "test");
        try (Metrics metrics = new Metrics("fleet")) {
            RoleContext context = new RoleContext(settings, new Health(), metrics, InstantSource.system());

            assertThatThrownBy(() -> kind.open("fleet", context))
                    .isInstanceOf(FatalRoleException.class)
                    .hasMessage("kubernetes.templates: expected a folder with backend kubernetes, got none");
        }
    }
}
