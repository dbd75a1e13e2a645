/** From the rewards of an iteration to its advantages: pure functions, in float64. */
package io.ddpo.rewards.advantage;
