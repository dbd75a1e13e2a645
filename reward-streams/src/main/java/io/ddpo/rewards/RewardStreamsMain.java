package io.ddpo.rewards;

import io.ddpo.service.process.RoleMain;

/** Reward streams as a process of their own. */
public final class RewardStreamsMain {
    private RewardStreamsMain() {}

    /** Does not return; {@code --help} says what it takes. */
    public static void main(String[] args) {
        RoleMain.main(new RewardStreamsRole(), args);
    }
}
