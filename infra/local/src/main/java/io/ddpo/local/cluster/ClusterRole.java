package io.ddpo.local.cluster;

import java.util.Locale;

/** What a process of the cluster is; its name in lower case is the command that runs it. */
enum ClusterRole {
    BROKER(0),
    REGISTRY(1),
    REWARDS(2),
    SCORER(2),
    LEARNER(2),
    CONSOLE(2),
    SAMPLER(2);

    /** The last stage: everything. */
    static final int ALL = 2;

    private final int stage;

    ClusterRole(int stage) {
        this.stage = stage;
    }

    /** Started after all of lower stages, stopped before them. */
    int stage() {
        return stage;
    }

    /** Whether it works on the run, and so asks the registry. */
    boolean isOfTheRun() {
        return stage == ALL;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
