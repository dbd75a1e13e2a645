/** The stream processing of a run: sample to reward, reward to advantage. */
package io.ddpo.rewards.topology;
