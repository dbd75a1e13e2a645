package io.ddpo.fleet;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the log wants of a run.
 *
 * @param roles processes by role, as the list of runs has them
 * @param samplers as many as the last command to the run wants; empty if no command speaks of them
 * @param over why nobody is needed any more; empty while the run goes on
 */
public record RunWish(String run, Map<WorkerRole, Integer> roles, OptionalInt samplers, Optional<String> over) {
    public RunWish {
        roles = Map.copyOf(roles);
    }

    /** How many processes of a role were asked for. */
    int asked(WorkerRole role) {
        int listed = Math.max(0, roles.getOrDefault(role, 0));
        return role == WorkerRole.SAMPLER ? samplers.orElse(listed) : listed;
    }
}
