package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order passes over an iteration train: samples are shuffled and split into one minibatch an update, each with
 * some of its steps.
 *
 * @param steps which ones, drawn anew in each pass
 * @param updates minibatches of a pass
 * @param microBatch rows of one forward pass
 */
record EpochPlan(StepChoice steps, int updates, int microBatch) {
    /** Permutations of timesteps take the streams from 1 on. */
    private static final long SAMPLES = 0;

    private static final long TIMESTEPS = -1;

    /** The steps of a sample that a pass trains on, in order. */
    @FunctionalInterface
    interface StepChoice {
        /** @param seed of the pass */
        int[] of(long seed, int sample);
    }

    /** All updates on the transitions of trajectories: their steps permuted, {@code int(T · timestepFraction)} of them. */
    static List<PlannedUpdate> transitions(RunSpecification specification, int round, int samples) {
        int steps = specification.getSampling().getSteps();
        int trained = (int) (steps * specification.getTraining().getTimestepFraction());
        return plan(
                permuted(steps, trained),
                specification,
                round,
                IntStream.range(0, samples).toArray());
    }

    /** All updates on some samples as they are noised: to one of the training timesteps each. */
    static List<PlannedUpdate> timesteps(RunSpecification specification, int round, int[] samples, int trainTimesteps) {
        return plan(drawn(trainTimesteps), specification, round, samples);
    }

    private static List<PlannedUpdate> plan(
            StepChoice steps, RunSpecification specification, int round, int[] samples) {
        TrainingSettings training = specification.getTraining();
        EpochPlan plan = new EpochPlan(steps, training.getUpdatesPerBatch(), training.getMicroBatch());
        Seeds seeds = new Seeds(specification.getSeed());
        List<PlannedUpdate> planned = new ArrayList<>();
        for (int pass = 0; pass < training.getInnerEpochs(); pass++) {
            planned.addAll(plan.updates(pass, seeds.epoch(round, pass), samples));
        }
        return planned;
    }

    /** The first {@code trained} of a permutation of all steps, independent for every sample. */
    static StepChoice permuted(int steps, int trained) {
        return (seed, sample) -> Arrays.copyOf(Noise.permutation(seed, 1L + sample, steps), trained);
    }

    /** One of {@code steps}, uniformly, independent for every sample. */
    static StepChoice drawn(int steps) {
        return (seed, sample) -> new int[] {Noise.uniform(seed, sample, TIMESTEPS, steps)};
    }

    /**
     * The updates of one pass. Fewer than {@link #updates()} where there are fewer samples, none without samples.
     *
     * @param seed of the pass
     * @param samples positions in the iteration
     */
    List<PlannedUpdate> updates(int pass, long seed, int[] samples) {
        int[] order = Noise.permutation(seed, SAMPLES, samples.length);
        int[] shuffled = Arrays.stream(order).map(position -> samples[position]).toArray();
        List<PlannedUpdate> planned = new ArrayList<>();
        for (int update = 0; update < updates; update++) {
            int from = (int) ((long) shuffled.length * update / updates);
            int to = (int) ((long) shuffled.length * (update + 1) / updates);
            if (from < to) {
                List<Transition> rows = rows(seed, Arrays.copyOfRange(shuffled, from, to));
                planned.add(new PlannedUpdate(pass, MicroBatch.cut(rows, microBatch)));
            }
        }
        return planned;
    }

    /** Step by step through the choices, so that a micro-batch holds as many trajectories as it can. */
    private List<Transition> rows(long seed, int[] samples) {
        int[][] chosen = Arrays.stream(samples)
                .mapToObj(sample -> steps.of(seed, sample))
                .toArray(int[][]::new);
        List<Transition> rows = new ArrayList<>();
        for (int step = 0; step < chosen[0].length; step++) {
            for (int i = 0; i < samples.length; i++) {
                rows.add(new Transition(samples[i], chosen[i][step]));
            }
        }
        return rows;
    }
}
