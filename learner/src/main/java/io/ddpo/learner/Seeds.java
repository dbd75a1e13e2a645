package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;

/**
 * Where the randomness of a run comes from: every number is a function of the run's seed, the round and an index.
 *
 * @param run seed of the run
 */
record Seeds(long run) {
    private static final long ADAPTERS = 1;
    private static final long ROUNDS = 2;
    private static final long PROMPTS = 3;
    private static final long SAMPLES = 4;
    private static final long EPOCHS = 5;
    private static final long EVALUATION = 6;
    private static final long NOISE = 7;
    private static final long DIVERGENCE = 8;
    private static final long SHARES = 9;

    /** Of the initial adapters. */
    long adapters() {
        return Noise.derive(run, 0, ADAPTERS);
    }

    /** Of everything in one round, the n-th iteration that is trained on, from 0. */
    private long round(int round) {
        return Noise.derive(run, round, ROUNDS);
    }

    /** Which of {@code prompts} a sample of a round gets. */
    int prompt(int round, int sample, int prompts) {
        return Noise.uniform(round(round), sample, PROMPTS, prompts);
    }

    /** Where in [0, 1) a sample of a round falls when prompts are drawn by weight. */
    double share(int round, int sample) {
        return (Noise.derive(round(round), sample, SHARES) >>> 11) * 0x1p-53;
    }

    /** Of the noise of a sample of a round. */
    long sample(int round, int sample) {
        return Noise.derive(round(round), sample, SAMPLES);
    }

    /** Of the order in which one pass over a round trains. */
    long epoch(int round, int epoch) {
        return Noise.derive(round(round), epoch, EPOCHS);
    }

    /** Of what final latents are noised with in one pass over a round. */
    long noise(int round, int pass) {
        return Noise.derive(round(round), pass, NOISE);
    }

    /** Of the choice of transitions on which the divergence from the base is measured. */
    long divergence(int round) {
        return Noise.derive(round(round), 0, DIVERGENCE);
    }

    /** Of the noise of an evaluation sample, the same for every version. */
    static long evaluation(long seed, int sample) {
        return Noise.derive(seed, sample, EVALUATION);
    }
}
