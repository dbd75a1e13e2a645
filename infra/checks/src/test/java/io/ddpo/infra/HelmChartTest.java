package io.ddpo.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart by Helm itself, its resources by the models of Kubernetes, its settings by the roles. */
class HelmChartTest {
    /** Long and with a colon: a token, a password and a user are all of this form. */
    private static final String SECRET = "user:0123456789abcdef";

    /** Kinds of operators without a model for Java 17: those of Strimzi are compiled for 21. */
    private static final Set<String> UNMODELLED =
            Set.of("ScaledObject", "PodMonitor", "Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser");

    @Test
    void helmHasNothingAgainstIt(@TempDir Path folder) throws IOException {
        LintResult result = Chart.lint(folder);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "everything", "fleet"})
    void everyFieldIsOneThatTheKindHas(String values) {
        for (Map<String, Object> resource : Chart.render(values)) {
            String kind = resource.get("kind").toString();
            assertThat(UNMODELLED.contains(kind) || Chart.read(resource) != null)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "everything", "fleet"})
    void everyRoleTakesItsSettings(String values) {
        List<PodSpec> pods = pods(values);

        assertThat(pods)
                .hasSize(Map.of("minimal", 4, "everything", 5, "fleet", 2).get(values));
        for (PodSpec pod : pods) {
            Container container = pod.getContainers().get(0);
            new RoleStart(values + ", " + container.getName(), container.getArgs(), environment(container)).check();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "everything", "fleet"})
    void everyPodIsRestricted(String values) {
        for (PodSpec pod : pods(values)) {
            Container container = pod.getContainers().get(0);
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken())
                    .as("only a controller speaks to Kubernetes")
                    .isEqualTo(container.getName().equals("fleet"));
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        }
    }

    @Test
    void aSamplerWithAGpuAsksForIt() {
        PodSpec sampler = pods("everything").stream()
                .filter(pod -> pod.getContainers().get(0).getName().equals("sampler"))
                .findFirst()
                .orElseThrow();

        Container container = sampler.getContainers().get(0);
        assertThat(container.getImage()).isEqualTo("ddpo-streams-gpu:0.1.0");
        assertThat(environment(container))
                .containsEntry("DDPO_DEVICE", "cuda")
                .containsEntry("DDPO_MODEL", "/models/sd");
        assertThat(container.getResources().getLimits().get("nvidia.com/gpu").getAmount())
                .isEqualTo("1");
        assertThat(sampler.getTolerations()).hasSize(1);
        assertThat(sampler.getNodeSelector()).hasSize(1);
    }

    @Test
    void thereIsOneLearnerAndTheOldOneGoesFirst() {
        Deployment learner = resources("minimal", Deployment.class)
                .filter(found -> found.getMetadata().getName().endsWith("-learner"))
                .findFirst()
                .orElseThrow();

        assertThat(learner.getSpec().getReplicas()).isEqualTo(1);
        assertThat(learner.getSpec().getStrategy().getType()).isEqualTo("Recreate");
    }

    @Test
    void aFleetMayDoWithDeploymentsWhatItDoesAndNothingElse() {
        Role role = resources("fleet", Role.class).findFirst().orElseThrow();
        RoleBinding binding = resources("fleet", RoleBinding.class).findFirst().orElseThrow();

        assertThat(role.getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getApiGroups()).containsExactly("apps");
            assertThat(rule.getResources()).containsExactly("deployments");
            assertThat(rule.getVerbs()).containsExactlyInAnyOrder("get", "list", "create", "patch", "delete");
        });
        assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
        assertThat(binding.getSubjects())
                .singleElement()
                .satisfies(subject -> assertThat(subject.getName()).isEqualTo("foxes-fleet"));
        assertThat(Stream.of("minimal", "everything").flatMap(values -> resources(values, Role.class)))
                .isEmpty();
    }

    @Test
    void theConsoleLeavesReplaysToTheFleet() {
        Container console = pods("fleet").stream()
                .map(pod -> pod.getContainers().get(0))
                .filter(container -> container.getName().equals("console"))
                .findFirst()
                .orElseThrow();

        assertThat(console.getArgs()).contains("--fleet=foxes");
    }

    @Test
    void samplersAreScaledByAMetricThatTheConsoleExports() {
        Map<String, Object> scaled = Chart.render("everything").stream()
                .filter(resource -> resource.get("kind").equals("ScaledObject"))
                .findFirst()
                .orElseThrow();

        Map<String, Object> trigger =
                Yaml.map(Yaml.list(Yaml.map(scaled.get("spec")).get("triggers")).get(0));
        String query = Yaml.map(trigger.get("metadata")).get("query").toString();
        assertThat(query).contains("run=\"foxes\"");
        assertThat(ExportedMetrics.names()).containsAll(Promql.metrics(query));
        assertThat(resources("everything", Deployment.class))
                .filteredOn(found -> found.getMetadata().getName().endsWith("-sampler"))
                .allMatch(sampler -> sampler.getSpec().getReplicas() == null, "leaves the number to KEDA");
    }

    @Test
    void topicsAreThoseOfTheCatalogue() {
        Map<String, TopicSpec> wanted = Stream.concat(
                        TopicCatalogue.of(new RunNames("foxes")).stream(), TopicCatalogue.cluster().stream())
                .collect(Collectors.toMap(TopicSpec::name, topic -> topic));

        Map<Object, Map<String, Object>> topics = Chart.render("everything").stream()
                .filter(resource -> resource.get("kind").equals("KafkaTopic"))
                .map(resource -> Yaml.map(resource.get("spec")))
                .collect(Collectors.toMap(topic -> topic.get("topicName"), topic -> topic));

        assertThat(topics.keySet()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
        wanted.forEach((name, topic) -> assertThat(topics.get(name))
                .as(name)
                .containsEntry("partitions", topic.partitions())
                .containsEntry("config", topic.config()));
    }

    @Test
    void valuesThatAreWrongAreRefused() {
        assertThatThrownBy(() -> Chart.render("minimal", "run", "Foxes_1")).hasMessageContaining("run");
        assertThatThrownBy(() -> Chart.render("minimal", "image.tag", "latest")).hasMessageContaining("tag");
        assertThatThrownBy(() -> Chart.render("minimal", "sampler.replicas", "-1"))
                .hasMessageContaining("replicas");
        assertThatThrownBy(() -> Chart.render("minimal", "learner.replicas", "2"))
                .hasMessageContaining("learner");
        assertThatThrownBy(() -> Chart.render("minimal", "kafka.bootstrapServers", ""))
                .hasMessageContaining("expected host:port, got none");
        assertThatThrownBy(() -> Chart.render("fleet", "run", "foxes")).hasMessageContaining("run");
        assertThatThrownBy(() -> Chart.render("fleet", "sampler.keda.enabled", "true"))
                .hasMessageContaining("fleet.enabled: expected neither");
        assertThatThrownBy(() -> Chart.render("minimal", "console.tokenSecret", ""))
                .hasMessageContaining("console.tokenSecret");
    }

    private static List<PodSpec> pods(String values) {
        return Stream.concat(
                        resources(values, Deployment.class)
                                .map(found -> found.getSpec().getTemplate().getSpec()),
                        resources(values, StatefulSet.class)
                                .map(found -> found.getSpec().getTemplate().getSpec()))
                .toList();
    }

    private static <T> Stream<T> resources(String values, Class<T> kind) {
        return Chart.render(values).stream()
                .filter(resource ->
                        kind.equals(Chart.MODELS.get(resource.get("kind").toString())))
                .map(Chart::read)
                .map(kind::cast);
    }

    private static Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            boolean isField =
                    variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null;
            String known = variable.getValue() != null ? variable.getValue() : isField ? "foxes-0" : SECRET;
            environment.put(variable.getName(), known);
        }
        return environment;
    }
}
