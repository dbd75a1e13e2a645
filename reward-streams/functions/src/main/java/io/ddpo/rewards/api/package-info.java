/** What a reward is. A jar that has a {@link io.ddpo.rewards.api.RewardProvider} adds one. */
package io.ddpo.rewards.api;
