/** Runs beside each other: how the reward of each group of runs grew with what was asked of the reward. */
package io.ddpo.local.compare;
