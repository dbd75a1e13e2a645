package io.ddpo.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a process of a run is, in the order in which a run cannot do without it. */
public enum WorkerRole {
    /** The reward streams. */
    REWARDS,
    SCORER,
    LEARNER,
    SAMPLER;

    /** As the list of runs and the command line write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that name; empty for one that a later release knows. */
    public static Optional<WorkerRole> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
