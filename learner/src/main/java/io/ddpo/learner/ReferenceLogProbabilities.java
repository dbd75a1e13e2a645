package io.ddpo.learner;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The log-probabilities that importance ratios refer to, those of the policy before the first update: as published, or
 * computed again where arithmetic in another batch shape is too coarse for the published ones, or where another policy
 * sampled. One thread at a time.
 */
final class ReferenceLogProbabilities {

    /** Log-probabilities of the rows of a micro-batch, by the policy as it is. */
    interface Model {
        float[] logProbabilities(MicroBatch rows) throws Exception;
    }

    private final TrainingBatch batch;
    private final Queue<MicroBatch> pending;
    private final float[][] recomputed;

    private ReferenceLogProbabilities(TrainingBatch batch, List<MicroBatch> pending, float[][] recomputed) {
        this.batch = batch;
        this.pending = new ArrayDeque<>(pending);
        this.recomputed = recomputed;
    }

    /** Those that the samplers published. */
    static ReferenceLogProbabilities published(TrainingBatch batch) {
        return new ReferenceLogProbabilities(batch, List.of(), new float[0][]);
    }

    /** Those of all transitions of the updates, which are to be computed before the first update. */
    static ReferenceLogProbabilities recomputed(TrainingBatch batch, List<PlannedUpdate> updates) {
        int size = updates.get(0).microBatches().get(0).rows().size();
        SortedSet<Transition> distinct =
                new TreeSet<>(Comparator.comparingInt(Transition::sample).thenComparingInt(Transition::step));
        updates.forEach(update -> update.microBatches().forEach(rows -> distinct.addAll(rows.rows())));
        float[][] recomputed = new float[batch.size()][batch.steps().size()];
        for (float[] steps : recomputed) {
            Arrays.fill(steps, Float.NaN);
        }
        return new ReferenceLogProbabilities(batch, MicroBatch.cut(List.copyOf(distinct), size), recomputed);
    }

    /** Whether they are the learner's own. */
    boolean isRecomputed() {
        return recomputed.length > 0;
    }

    /** Micro-batches still to be computed. */
    int pending() {
        return pending.size();
    }

    /** Computes those of one pending micro-batch. */
    void recompute(Model model) throws Exception {
        MicroBatch rows = pending.remove();
        float[] logProbabilities = model.logProbabilities(rows);
        for (int row = 0; row < rows.counted(); row++) {
            Transition which = rows.rows().get(row);
            recomputed[which.sample()][which.step()] = logProbabilities[row];
        }
    }

    /**
     * What corrects for another policy than the one that is trained: {@code exp(logp_reference - logp_published)} of the
     * rows of a micro-batch, a constant of the loss. The decoupled objective (Hilton et al., arXiv 2110.00641; Fu et al.,
     * 2025) clips against the reference, so that the trust region is around the policy of now, and weighs by this.
     */
    float[] behaviourWeights(MicroBatch rows) {
        float[] reference = of(rows);
        float[] published = batch.logProbabilities(rows);
        float[] weights = new float[reference.length];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = (float) Math.exp((double) reference[row] - published[row]);
        }
        return weights;
    }

    /** Of the rows of a micro-batch. */
    float[] of(MicroBatch rows) {
        if (!isRecomputed()) {
            return batch.logProbabilities(rows);
        }
        float[] of = new float[rows.rows().size()];
        for (int row = 0; row < of.length; row++) {
            Transition which = rows.rows().get(row);
            of[row] = recomputed[which.sample()][which.step()];
        }
        return of;
    }
}
