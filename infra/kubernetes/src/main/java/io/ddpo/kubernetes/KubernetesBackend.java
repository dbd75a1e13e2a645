package io.ddpo.kubernetes;

import io.ddpo.fleet.Actual;
import io.ddpo.fleet.Backend;
import io.ddpo.fleet.BackendException;
import io.ddpo.fleet.FleetPlan;
import io.ddpo.fleet.Wanted;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers as pods of Deployments, one for each role of each run, in one namespace. What bears the labels of the fleet is
 * its own, is brought to its template, and goes when nobody wants it; nothing else is touched.
 */
final class KubernetesBackend implements Backend {
    private static final Logger log = LoggerFactory.getLogger(KubernetesBackend.class);
    private static final String FIELD_MANAGER = "ddpo-fleet";

    private final KubernetesClient client;
    private final String namespace;
    private final String fleet;
    private final Templates templates;

    /** @param client taken over and closed */
    KubernetesBackend(KubernetesClient client, String namespace, String fleet, Templates templates) {
        this.client = client;
        this.namespace = namespace;
        this.fleet = fleet;
        this.templates = templates;
    }

    @Override
    public List<Actual> there() {
        return own().values().stream()
                .flatMap(found -> FleetLabels.role(found)
                        .map(role -> new Actual(
                                FleetLabels.run(found),
                                role,
                                pods(found, DeploymentStatus::getReplicas),
                                pods(found, DeploymentStatus::getReadyReplicas)))
                        .stream())
                .toList();
    }

    private static int pods(Deployment found, Function<DeploymentStatus, Integer> figure) {
        return Optional.ofNullable(found.getStatus()).map(figure).orElse(0);
    }

    private Map<String, Deployment> own() {
        try {
            return client
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withLabels(new FleetLabels(fleet).own())
                    .list()
                    .getItems()
                    .stream()
                    .collect(Collectors.toMap(found -> found.getMetadata().getName(), found -> found));
        } catch (KubernetesClientException e) {
            throw refusal("the Deployments of fleet " + fleet, e);
        }
    }

    @Override
    public void make(FleetPlan plan) {
        Map<String, Deployment> own = own();
        Set<String> unwanted = new HashSet<>(own.keySet());
        unwanted.removeIf(name -> plan.unread().contains(FleetLabels.run(own.get(name))));
        Map<String, Runnable> steps = new TreeMap<>();
        for (Wanted wanted : plan.workers()) {
            String name = Blueprint.name(fleet, wanted.run(), wanted.role());
            if (wanted.count() > 0) {
                unwanted.remove(name);
                steps.put(name, () -> bring(wanted, name, Optional.ofNullable(own.get(name))));
            }
        }
        unwanted.forEach(name -> steps.put(name, () -> delete(name)));
        takeAll(steps.values());
    }

    /** All of them, whatever becomes of one. */
    private static void takeAll(Iterable<Runnable> steps) {
        List<BackendException> faults = new ArrayList<>();
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (BackendException e) {
                faults.add(e);
            }
        }
        if (!faults.isEmpty()) {
            throw new BackendException(
                    faults.stream().map(Throwable::getMessage).sorted().collect(Collectors.joining("; ")),
                    faults.get(0));
        }
    }

    private void bring(Wanted wanted, String name, Optional<Deployment> own) {
        Deployment template = templates
                .of(wanted.role())
                .orElseThrow(() -> new BackendException(
                        "[%s] expected a template for %s, which run %s wants, got none"
                                .formatted(templates.folder(), wanted.role().text() + ".yaml", wanted.run()),
                        null));
        Deployment whole = Blueprint.of(template, fleet, namespace, wanted);
        if (own.filter(found -> Blueprint.isMet(whole, found)).isPresent()) {
            return;
        }
        try {
            if (own.isEmpty()) {
                requireNobodyElses(name);
            }
            apply(whole, own.isPresent());
        } catch (KubernetesClientException e) {
            throw refusal(place(name), e);
        }
    }

    private void requireNobodyElses(String name) {
        Deployment other = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (other != null) {
            Map<String, String> labels =
                    Optional.ofNullable(other.getMetadata().getLabels()).orElse(Map.of());
            throw new BackendException(
                    "[%s] expected none or one of fleet %s, got one that is managed by %s; it is left alone"
                            .formatted(place(name), fleet, labels.getOrDefault(FleetLabels.MANAGER, "somebody else")),
                    null);
        }
    }

    /** @param own whether it is there; then what somebody changed by hand is changed back */
    private void apply(Deployment whole, boolean own) {
        var resource = client.resource(whole).inNamespace(namespace).fieldManager(FIELD_MANAGER);
        if (own) {
            resource.forceConflicts().serverSideApply();
        } else {
            resource.serverSideApply();
        }
        log.atInfo()
                .addKeyValue("deployment", whole.getMetadata().getName())
                .log("Has {} replicas from now on", whole.getSpec().getReplicas());
    }

    private void delete(String name) {
        try {
            client.apps().deployments().inNamespace(namespace).withName(name).delete();
            log.atInfo().addKeyValue("deployment", name).log("Is deleted: nobody wants it");
        } catch (KubernetesClientException e) {
            throw refusal(place(name), e);
        }
    }

    private String place(String name) {
        return "deployment " + namespace + "/" + name;
    }

    private static BackendException refusal(String place, KubernetesClientException e) {
        String got = e.getStatus() == null || e.getStatus().getMessage() == null
                ? e.getMessage()
                : e.getStatus().getMessage();
        String answer = e.getCode() == 0 ? "no answer" : Integer.toString(e.getCode());
        return new BackendException(
                "[%s] expected Kubernetes to agree, got %s: %s".formatted(place, answer, firstLine(got)), e);
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        client.close();
    }
}
