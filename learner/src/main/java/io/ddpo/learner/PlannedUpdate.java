package io.ddpo.learner;

import java.util.List;

/**
 * One step of the optimiser: gradients accumulate over its micro-batches.
 *
 * @param pass over the iteration that it belongs to, from 0
 * @param microBatches at least one
 */
record PlannedUpdate(int pass, List<MicroBatch> microBatches) {

    PlannedUpdate {
        microBatches = List.copyOf(microBatches);
    }

    /** Transitions that count. */
    int transitions() {
        return microBatches.stream().mapToInt(MicroBatch::counted).sum();
    }

    /**
     * What the mean over a micro-batch's rows is multiplied by, so that the sum over the update is the mean over its
     * transitions. Rows of padding have weight 0, and with it loss and gradient 0.
     */
    double share(MicroBatch microBatch) {
        return (double) microBatch.rows().size() / transitions();
    }
}
