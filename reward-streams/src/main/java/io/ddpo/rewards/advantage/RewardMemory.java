package io.ddpo.rewards.advantage;

import java.util.List;

/** The rewards of earlier iterations. */
@FunctionalInterface
public interface RewardMemory {
    /** The rewards remembered for a prompt, oldest first; empty for a prompt that was never seen. */
    List<Double> of(String prompt);
}
