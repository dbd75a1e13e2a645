/** What is looked at beside the reward that is trained on. */
package io.ddpo.rewards.guard;
