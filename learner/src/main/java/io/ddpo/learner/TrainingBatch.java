package io.ddpo.learner;

import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of an iteration in canonical order: by request and index, never by arrival.
 *
 * @param scratch their latents
 * @param steps the T steps that every trajectory was sampled with
 * @param onPolicy whether they were made by the policy that trains on them, as it is before its first update
 */
record TrainingBatch(List<TrainingSample> samples, TrajectoryScratch scratch, List<DdimStep> steps, boolean onPolicy)
        implements AutoCloseable {

    TrainingBatch {
        samples = List.copyOf(samples);
        steps = List.copyOf(steps);
    }

    /** Samples in the batch. */
    int size() {
        return samples.size();
    }

    /** The rows of a micro-batch, padding included. */
    Transitions transitions(MicroBatch microBatch) throws IOException {
        List<Transition> rows = microBatch.rows();
        float[] x = new float[rows.size() * scratch.dimensions()];
        float[] next = new float[x.length];
        List<DdimStep> rowSteps = new ArrayList<>(rows.size());
        List<String> prompts = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            Transition which = rows.get(row);
            scratch.read(samples.get(which.sample()).slot(), which.step(), row, x, next);
            rowSteps.add(steps.get(which.step()));
            prompts.add(samples.get(which.sample()).prompt());
        }
        return new Transitions(x, next, rowSteps, prompts);
    }

    /** The published log-probability of every row. */
    float[] logProbabilities(MicroBatch microBatch) {
        float[] published = new float[microBatch.rows().size()];
        for (int row = 0; row < published.length; row++) {
            Transition which = microBatch.rows().get(row);
            published[row] = samples.get(which.sample()).logProbabilities()[which.step()];
        }
        return published;
    }

    /** The advantage of every row, clamped to ±{@code clamp}; 0 for padding. */
    float[] advantages(MicroBatch microBatch, double clamp) {
        float[] advantages = new float[microBatch.rows().size()];
        for (int row = 0; row < microBatch.counted(); row++) {
            double advantage = samples.get(microBatch.rows().get(row).sample()).advantage();
            advantages[row] = (float) Math.max(-clamp, Math.min(clamp, advantage));
        }
        return advantages;
    }

    /** Who made the trajectory of a row. */
    String sampler(MicroBatch microBatch, int row) {
        return samples.get(microBatch.rows().get(row).sample()).sampler();
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
