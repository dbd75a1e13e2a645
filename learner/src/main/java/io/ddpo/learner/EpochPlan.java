package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;
import java.util.ArrayList;
import java.util.List;

/**
 * In which order one pass over an iteration trains: samples are shuffled and split into one minibatch an update; the
 * timesteps of every sample are permuted independently, and the first of them trained on.
 *
 * @param steps denoising steps T of a trajectory
 * @param trainedSteps how many of them are trained on, {@code int(T · timestepFraction)}
 * @param updates minibatches
 * @param microBatch rows of one forward pass
 */
record EpochPlan(int steps, int trainedSteps, int updates, int microBatch) {
    /** Permutations of timesteps take the streams from 1 on. */
    private static final long SAMPLES = 0;

    /**
     * The updates of one pass. Fewer than {@link #updates()} where there are fewer samples, none without samples.
     *
     * @param seed of the pass
     * @param samples in the iteration
     */
    List<PlannedUpdate> updates(long seed, int samples) {
        int[] shuffled = Noise.permutation(seed, SAMPLES, samples);
        List<PlannedUpdate> planned = new ArrayList<>();
        for (int update = 0; update < updates; update++) {
            int from = (int) ((long) samples * update / updates);
            int to = (int) ((long) samples * (update + 1) / updates);
            if (from < to) {
                planned.add(new PlannedUpdate(MicroBatch.cut(transitions(seed, shuffled, from, to), microBatch)));
            }
        }
        return planned;
    }

    /** Step by step through the permutations, so that a micro-batch holds as many trajectories as it can. */
    private List<Transition> transitions(long seed, int[] shuffled, int from, int to) {
        int[][] orders = new int[to - from][];
        for (int i = from; i < to; i++) {
            orders[i - from] = Noise.permutation(seed, 1L + shuffled[i], steps);
        }
        List<Transition> transitions = new ArrayList<>();
        for (int step = 0; step < trainedSteps; step++) {
            for (int i = from; i < to; i++) {
                transitions.add(new Transition(shuffled[i], orders[i - from][step]));
            }
        }
        return transitions;
    }
}
