/** Rewards that are pure and cheap enough to be computed where the samples pass by. */
package io.ddpo.rewards.inline;
