package io.ddpo.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.fleet.Wanted;
import io.ddpo.fleet.WorkerRole;
import io.ddpo.infra.Chart;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a controller makes of the templates that the chart gives it. */
class ChartTemplatesTest {
    @TempDir
    private Path folder;

    private final List<Map<String, Object>> chart = Chart.render("fleet");

    @BeforeEach
    void mount() throws IOException {
        for (Map.Entry<String, String> file : map().getData().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private ConfigMap map() {
        return chart.stream()
                .filter(resource -> resource.get("kind").equals("ConfigMap"))
                .map(resource -> (ConfigMap) Chart.read(resource))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void everyRoleBecomesADeploymentOfTheRun(WorkerRole role) {
        Deployment made = made(role, 1);

        PodSpec pod = made.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        assertThat(made.getMetadata().getName()).isEqualTo("foxes-wolves-" + role.text());
        assertThat(container.getArgs())
                .startsWith(role.text())
                .endsWith("--run=wolves")
                .hasSize(4);
        assertThat(pod.getServiceAccountName()).isEqualTo("foxes-" + role.text());
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(made.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(made.getSpec().getSelector().getMatchLabels())
                .as("the network policies of the release hold for it")
                .containsEntry("app.kubernetes.io/instance", "foxes")
                .containsEntry("app.kubernetes.io/part-of", "wolves");
    }

    @Test
    void whatTheValuesSayOfSamplersHoldsForThoseOfEveryRun() {
        Container sampler = made(WorkerRole.SAMPLER, 4)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(sampler.getResources().getLimits()).containsKey("nvidia.com/gpu");
        assertThat(sampler.getEnv())
                .anyMatch(variable -> variable.getName().equals("DDPO_LOCK_DURATION")
                        && variable.getValue().equals("2m"))
                .anyMatch(variable -> variable.getName().equals("DDPO_WORKER")
                        && variable.getValueFrom().getFieldRef() != null);
    }

    @Test
    void theControllerStartsAnewWithOtherTemplates() {
        assertThat(checksum(chart)).isNotEqualTo(checksum(Chart.render("fleet", "image.tag", "0.2.0")));
    }

    private static Object checksum(List<Map<String, Object>> resources) {
        return resources.stream()
                .filter(resource -> resource.get("kind").equals("Deployment"))
                .map(resource -> (Deployment) Chart.read(resource))
                .filter(found -> found.getMetadata().getName().equals("foxes-fleet"))
                .map(found -> found.getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getAnnotations()
                        .get("ddpo.io/checksum"))
                .findFirst()
                .orElseThrow();
    }

    private Deployment made(WorkerRole role, int count) {
        return Blueprint.of(
                Templates.read(folder).of(role).orElseThrow(),
                "foxes",
                "training",
                new Wanted("wolves", role, count, count, ""));
    }
}
