package io.ddpo.kubernetes;

import io.ddpo.fleet.Wanted;
import io.ddpo.fleet.WorkerRole;
import io.ddpo.schemas.payload.Sha256;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A Deployment as it is wanted: a template with the name, the labels, the run and the number. */
final class Blueprint {
    /** Digest of everything but the number: whether a Deployment is still of the template of today. */
    private static final String DIGEST = "ddpo.io/template";

    private static final String RECREATE = "Recreate";

    private Blueprint() {}

    static String name(String fleet, String run, WorkerRole role) {
        return fleet + "-" + run + "-" + role.text();
    }

    static Deployment of(Deployment template, String fleet, String namespace, Wanted wanted) {
        FleetLabels labels = new FleetLabels(fleet);
        Map<String, String> own = labels.of(wanted.run(), wanted.role());
        ObjectMeta pod = template.getSpec().getTemplate().getMetadata();
        Deployment whole = new DeploymentBuilder()
                .withNewMetadata()
                .withName(name(fleet, wanted.run(), wanted.role()))
                .withNamespace(namespace)
                .withLabels(joined(template.getMetadata(), own))
                .endMetadata()
                .withSpec(template.getSpec())
                .editSpec()
                .withReplicas(null)
                .withNewSelector()
                .withMatchLabels(labels.selector(wanted.run(), wanted.role()))
                .endSelector()
                .editTemplate()
                .withMetadata(new ObjectMetaBuilder(pod == null ? new ObjectMeta() : pod)
                        .withLabels(joined(pod, own))
                        .build())
                .editSpec()
                .editFirstContainer()
                .addToArgs("--run=" + wanted.run())
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        if (wanted.role() == WorkerRole.LEARNER) {
            // two would fence each other: the old one goes before the new one comes
            whole.getSpec()
                    .setStrategy(
                            new DeploymentStrategyBuilder().withType(RECREATE).build());
        }
        Map<String, String> annotations = new TreeMap<>();
        if (template.getMetadata() != null && template.getMetadata().getAnnotations() != null) {
            annotations.putAll(template.getMetadata().getAnnotations());
        }
        whole.getMetadata().setAnnotations(new TreeMap<>(annotations));
        annotations.put(DIGEST, digest(whole));
        whole.getMetadata().setAnnotations(annotations);
        whole.getSpec().setReplicas(wanted.count());
        return whole;
    }

    /** Whether what is there was made by the same template and has the same number. */
    static boolean isMet(Deployment wanted, Deployment found) {
        return wanted.getSpec().getReplicas().equals(found.getSpec().getReplicas())
                && digestOf(wanted).equals(digestOf(found));
    }

    private static String digestOf(Deployment deployment) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(DIGEST, "");
    }

    private static String digest(Deployment whole) {
        return Sha256.hex(Serialization.asJson(whole).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> joined(ObjectMeta metadata, Map<String, String> own) {
        Map<String, String> labels = new TreeMap<>();
        if (metadata != null && metadata.getLabels() != null) {
            labels.putAll(metadata.getLabels());
        }
        labels.putAll(own);
        return labels;
    }
}
