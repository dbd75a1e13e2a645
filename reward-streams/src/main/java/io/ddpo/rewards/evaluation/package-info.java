/** What an evaluation shows: pure functions of its rewards. */
package io.ddpo.rewards.evaluation;
