package io.ddpo.kubernetes;

import io.ddpo.fleet.WorkerRole;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** By what a fleet knows its own Deployments. The names are those of the Helm chart where that has one. */
record FleetLabels(String fleet) {
    static final String MANAGER = "app.kubernetes.io/managed-by";

    private static final String RUN = "app.kubernetes.io/part-of";
    private static final String ROLE = "app.kubernetes.io/component";
    private static final String FLEET = "ddpo.io/fleet";
    private static final String MANAGED = "ddpo-fleet";

    /** What all of them have, and nobody else's. */
    Map<String, String> own() {
        return new TreeMap<>(Map.of(MANAGER, MANAGED, FLEET, fleet));
    }

    /** What the pods of one role of a run have; a Deployment selects by it. */
    Map<String, String> selector(String run, WorkerRole role) {
        return new TreeMap<>(Map.of(FLEET, fleet, RUN, run, ROLE, role.text()));
    }

    /** What the Deployment of a role of a run has, and its pods. */
    Map<String, String> of(String run, WorkerRole role) {
        Map<String, String> all = own();
        all.putAll(selector(run, role));
        return all;
    }

    static String run(HasMetadata own) {
        return own.getMetadata().getLabels().getOrDefault(RUN, "");
    }

    static Optional<WorkerRole> role(HasMetadata own) {
        return WorkerRole.of(own.getMetadata().getLabels().getOrDefault(ROLE, ""));
    }
}
