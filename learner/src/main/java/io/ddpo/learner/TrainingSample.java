package io.ddpo.learner;

/**
 * One trajectory as training sees it; its latents are in the scratch file.
 *
 * @param sampler who made it
 * @param reward as it was given, not normalised
 * @param logProbabilities of its T transitions, as published
 * @param slot where its latents lie in the scratch file
 */
record TrainingSample(
        String trajectoryId,
        String sampler,
        String prompt,
        double reward,
        double advantage,
        float[] logProbabilities,
        int slot) {}
