package io.ddpo.rewards.topology;

import java.util.Locale;

/** Where in the topology something happened, as dead letters, failures and metrics name it. */
enum Stage {
    READING,
    SCORING,
    BARRIER,
    EVALUATION;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
