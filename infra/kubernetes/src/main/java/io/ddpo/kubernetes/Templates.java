package io.ddpo.kubernetes;

import io.ddpo.fleet.WorkerRole;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Deployment of each role looks like, whatever the run: image, resources, settings. A role without a template has
 * no pods.
 */
record Templates(Path folder, Map<WorkerRole, Deployment> byRole) {
    Templates {
        byRole = Map.copyOf(byRole);
    }

    /**
     * Reads {@code ROLE.yaml} of every role that is there.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is none, or one is no Deployment with a
     *     container whose first argument is its role
     */
    static Templates read(Path folder) {
        Map<WorkerRole, Deployment> byRole = new EnumMap<>(WorkerRole.class);
        for (WorkerRole role : WorkerRole.values()) {
            Path file = folder.resolve(role.text() + ".yaml");
            if (Files.exists(file)) {
                byRole.put(role, read(file, role));
            }
        }
        if (byRole.isEmpty()) {
            throw refusal(folder, "a template of a Deployment for each role, such as sampler.yaml", "none");
        }
        return new Templates(folder, byRole);
    }

    private static Deployment read(Path file, WorkerRole role) {
        try {
            Deployment template = Serialization.unmarshal(Files.readString(file), Deployment.class);
            List<String> arguments = Optional.ofNullable(template.getSpec().getTemplate())
                    .map(pod -> pod.getSpec().getContainers().get(0))
                    .map(Container::getArgs)
                    .orElse(List.of());
            if (arguments.isEmpty() || !arguments.get(0).equals(role.text())) {
                throw refusal(file, "a container whose first argument is " + role.text(), "the arguments " + arguments);
            }
            return template;
        } catch (IOException | IllegalArgumentException | NullPointerException | IndexOutOfBoundsException e) {
            throw refusal(file, "a Deployment with a container", e.toString());
        }
    }

    Optional<Deployment> of(WorkerRole role) {
        return Optional.ofNullable(byRole.get(role));
    }

    private static FatalRoleException refusal(Path place, String expected, String got) {
        return new FatalRoleException(ExitCode.BAD_INPUT, "[%s] expected %s, got %s".formatted(place, expected, got));
    }
}
