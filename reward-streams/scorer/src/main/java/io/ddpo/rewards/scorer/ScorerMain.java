package io.ddpo.rewards.scorer;

import io.ddpo.service.process.RoleMain;

/** A scorer as a process of its own. */
public final class ScorerMain {
    private ScorerMain() {}

    /** Does not return; {@code --help} says what it takes. */
    public static void main(String[] args) {
        RoleMain.main(new ScorerRole(), args);
    }
}
