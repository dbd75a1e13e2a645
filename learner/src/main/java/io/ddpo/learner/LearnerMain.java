package io.ddpo.learner;

import io.ddpo.service.process.RoleMain;

/** The learner as a process of its own. */
public final class LearnerMain {
    private LearnerMain() {}

    /** Does not return; {@code --help} says what it takes. */
    public static void main(String[] args) {
        RoleMain.main(new LearnerRole(LearnerListener.NONE), args);
    }
}
