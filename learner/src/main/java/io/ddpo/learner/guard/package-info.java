/** When a reward is over-optimised: pure functions of what evaluations show. */
package io.ddpo.learner.guard;
