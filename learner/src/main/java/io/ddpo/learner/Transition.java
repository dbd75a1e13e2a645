package io.ddpo.learner;

/**
 * A row that is trained on: one denoising step of one trajectory, or its final latent noised to a timestep.
 *
 * @param sample position of the trajectory in its iteration, from 0
 * @param step position of the step in the trajectory, from 0, or the timestep
 */
record Transition(int sample, int step) {}
