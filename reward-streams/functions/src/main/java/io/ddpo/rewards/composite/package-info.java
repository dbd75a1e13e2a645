/** Rewards made of other rewards. */
package io.ddpo.rewards.composite;
