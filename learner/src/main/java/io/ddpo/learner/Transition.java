package io.ddpo.learner;

/**
 * One denoising step of one trajectory.
 *
 * @param sample position of the trajectory in its iteration, from 0
 * @param step position of the step in the trajectory, from 0
 */
record Transition(int sample, int step) {}
