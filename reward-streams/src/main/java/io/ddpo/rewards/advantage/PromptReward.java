package io.ddpo.rewards.advantage;

/**
 * The reward of one sample.
 *
 * @param prompt the text of its prompt
 * @param reward finite
 */
record PromptReward(String prompt, double reward) {
    PromptReward {
        if (!Double.isFinite(reward)) {
            throw new IllegalArgumentException("reward: expected a finite number, got " + reward);
        }
    }
}
