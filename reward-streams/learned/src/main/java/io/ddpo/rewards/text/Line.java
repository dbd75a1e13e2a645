package io.ddpo.rewards.text;

/**
 * A line of text as it was read.
 *
 * @param confidence mean over its characters, in [0, 1]; 0 if there is none
 */
record Line(String text, double confidence) {}
