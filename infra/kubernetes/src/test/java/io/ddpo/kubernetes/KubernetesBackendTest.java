package io.ddpo.kubernetes;

import static io.ddpo.fleet.WorkerRole.LEARNER;
import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.fleet.Actual;
import io.ddpo.fleet.BackendException;
import io.ddpo.fleet.FleetPlan;
import io.ddpo.fleet.Limits;
import io.ddpo.fleet.RunWish;
import io.ddpo.fleet.WorkerRole;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesBackendTest {
    private static final String SAMPLERS = "fleet-foxes-sampler";
    private static final String LEARNERS = "fleet-foxes-learner";

    @TempDir
    private Path templates;

    private final ApiServer server = new ApiServer();
    private final KubernetesClient client = server.client();
    private KubernetesBackend backend;

    @BeforeEach
    void templates() throws IOException {
        for (String role : List.of("sampler", "learner", "rewards")) {
            Files.writeString(templates.resolve(role + ".yaml"), TestTemplate.of(role, "ddpo-streams:0.1.0"));
        }
        backend = backend();
    }

    private KubernetesBackend backend() {
        return new KubernetesBackend(server.client(), "training", "fleet", Templates.read(templates));
    }

    @AfterEach
    void close() {
        backend.close();
        client.close();
        server.close();
    }

    @Test
    void samplersGoFromOneToFourAndBackToTwo() {
        for (int samplers : List.of(1, 4, 2)) {
            backend.make(plan(samplers));
            assertThat(replicas(SAMPLERS)).isEqualTo(samplers);
        }
        assertThat(replicas(LEARNERS)).isEqualTo(1);
        assertThat(server.changes())
                .as("one step for each change, the learner is left alone after its first")
                .hasSize(4)
                .allMatch(change -> change.startsWith("PATCH ") && change.contains("fieldManager=ddpo-fleet"));
    }

    @Test
    void aDeploymentIsItsTemplateWithTheRunAndTheLabelsOfTheFleet() {
        backend.make(plan(3));

        Deployment samplers = deployment(SAMPLERS).get();
        assertThat(samplers.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "ddpo-fleet")
                .containsEntry("ddpo.io/fleet", "fleet")
                .containsEntry("app.kubernetes.io/instance", "release");
        Map<String, String> selected = samplers.getSpec().getSelector().getMatchLabels();
        assertThat(selected)
                .isEqualTo(Map.of(
                        "ddpo.io/fleet", "fleet",
                        "app.kubernetes.io/part-of", "foxes",
                        "app.kubernetes.io/component", "sampler"));
        assertThat(samplers.getSpec().getTemplate().getMetadata().getLabels()).containsAllEntriesOf(selected);
        assertThat(samplers.getSpec().getTemplate().getSpec().getContainers())
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getImage()).isEqualTo("ddpo-streams:0.1.0");
                    assertThat(container.getArgs()).containsExactly("sampler", "--bootstrap=kafka:9092", "--run=foxes");
                });
        assertThat(deployment(LEARNERS).get().getSpec().getStrategy().getType()).isEqualTo("Recreate");
    }

    @Test
    void whatIsAsItShouldBeIsNotTouched() {
        backend.make(plan(3));
        int changes = server.changes().size();

        backend.make(plan(3));
        backend().make(plan(3));

        assertThat(server.changes()).hasSize(changes);
    }

    @Test
    void whatIsDeletedOrScaledByHandComesBack() {
        backend.make(plan(3));

        deployment(LEARNERS).delete();
        deployment(SAMPLERS).scale(9);
        backend.make(plan(3));

        assertThat(replicas(LEARNERS)).isEqualTo(1);
        assertThat(replicas(SAMPLERS)).isEqualTo(3);
        assertThat(server.changes())
                .filteredOn(change -> change.startsWith("PATCH ") && change.contains("force=true"))
                .as("what is there is brought back against whoever changed it")
                .singleElement()
                .asString()
                .contains(SAMPLERS);
    }

    @Test
    void aNewTemplateReachesWhatIsThere() throws IOException {
        backend.make(plan(3));

        Files.writeString(templates.resolve("sampler.yaml"), TestTemplate.of("sampler", "ddpo-streams:0.2.0"));
        try (KubernetesBackend later = backend()) {
            later.make(plan(3));
        }

        assertThat(deployment(SAMPLERS)
                        .get()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo("ddpo-streams:0.2.0");
    }

    @Test
    void whatNobodyWantsAnyMoreGoesAndWhoseRunIsNotReadYetStays() {
        backend.make(plan(3));

        backend.make(new FleetPlan(List.of(), Set.of(), Set.of("foxes")));
        assertThat(replicas(SAMPLERS)).isEqualTo(3);
        backend.make(FleetPlan.of(List.of(wish(3, Optional.of("the run is stopped"))), Set.of(), limits()));

        assertThat(deployment(SAMPLERS).get()).isNull();
        assertThat(deployment(LEARNERS).get()).isNull();
    }

    @Test
    void whatBelongsToSomebodyElseIsNeverTouched() {
        // Given
        put("fleet-foxes-learner", Map.of("app.kubernetes.io/managed-by", "Helm"));
        put("foxes-sampler", Map.of("app.kubernetes.io/managed-by", "Helm"));
        put("other-foxes-sampler", Map.of("app.kubernetes.io/managed-by", "ddpo-fleet", "ddpo.io/fleet", "other"));
        Deployment theirs = deployment(LEARNERS).get();

        // When
        assertThatThrownBy(() -> backend.make(plan(2)))
                .isInstanceOf(BackendException.class)
                .hasMessage("[deployment training/fleet-foxes-learner] expected none or one of fleet fleet,"
                        + " got one that is managed by Helm; it is left alone");
        assertThatThrownBy(() -> backend.make(plan(2))).isInstanceOf(BackendException.class);

        // Then
        assertThat(replicas(SAMPLERS)).as("the rest is done").isEqualTo(2);
        assertThat(deployment(LEARNERS).get()).isEqualTo(theirs);
        backend.make(new FleetPlan(List.of(), Set.of(), Set.of()));
        assertThat(client.apps().deployments().inNamespace("training").list().getItems())
                .extracting(found -> found.getMetadata().getName())
                .containsExactlyInAnyOrder(LEARNERS, "foxes-sampler", "other-foxes-sampler");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 409, 500})
    void whatKubernetesRefusesIsASentenceAndDoneAtTheNextTry(int status) {
        server.refuse(HttpMethod.PATCH, SAMPLERS, status);

        assertThatThrownBy(() -> backend.make(plan(2)))
                .isInstanceOf(BackendException.class)
                .hasMessage("[deployment training/%s] expected Kubernetes to agree, got %d: as the test says"
                        .formatted(SAMPLERS, status));
        assertThat(replicas(LEARNERS)).as("the rest is done").isEqualTo(1);
        assertThat(server.changes())
                .filteredOn(change -> change.contains(SAMPLERS))
                .hasSize(1);

        server.agree();
        backend.make(plan(2));
        assertThat(replicas(SAMPLERS)).isEqualTo(2);
    }

    @Test
    void whereTheListIsRefusedNothingIsChanged() {
        server.refuse(HttpMethod.GET, "deployments", 403);

        assertThatThrownBy(() -> backend.make(plan(2)))
                .hasMessage("[the Deployments of fleet fleet] expected Kubernetes to agree, got 403: as the test says");
        assertThatThrownBy(backend::there).isInstanceOf(BackendException.class);
        assertThat(server.changes()).isEmpty();
    }

    @Test
    void whoIsThereAndReadyIsWhatTheStatusSays() {
        backend.make(plan(3));
        assertThat(backend.there())
                .containsExactlyInAnyOrder(new Actual("foxes", SAMPLER, 0, 0), new Actual("foxes", LEARNER, 0, 0));

        deployment(SAMPLERS)
                .editStatus(found -> new DeploymentBuilder(found)
                        .withNewStatus()
                        .withReplicas(3)
                        .withReadyReplicas(2)
                        .endStatus()
                        .build());

        assertThat(backend.there()).contains(new Actual("foxes", SAMPLER, 3, 2));
    }

    @Test
    void aRoleWithoutATemplateIsSaid() {
        RunWish wish = new RunWish("foxes", Map.of(WorkerRole.SCORER, 1), OptionalInt.empty(), Optional.empty());

        assertThatThrownBy(() -> backend.make(FleetPlan.of(List.of(wish), Set.of(), limits())))
                .hasMessage("[%s] expected a template for scorer.yaml, which run foxes wants, got none"
                        .formatted(templates));
    }

    private static FleetPlan plan(int samplers) {
        return FleetPlan.of(List.of(wish(samplers, Optional.empty())), Set.of(), limits());
    }

    private static RunWish wish(int samplers, Optional<String> over) {
        return new RunWish("foxes", Map.of(LEARNER, 1), OptionalInt.of(samplers), over);
    }

    private static Limits limits() {
        return new Limits(100, 16, 200, 8);
    }

    private void put(String name, Map<String, String> labels) {
        Deployment theirs = new DeploymentBuilder(
                        Templates.read(templates).of(SAMPLER).orElseThrow())
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
        client.resource(theirs).inNamespace("training").create();
    }

    private RollableScalableResource<Deployment> deployment(String name) {
        return client.apps().deployments().inNamespace("training").withName(name);
    }

    private int replicas(String name) {
        return deployment(name).get().getSpec().getReplicas();
    }
}
