package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;

/**
 * The divergence of the sampling policy from the base model on a fixed subsample of an iteration's transitions: its own,
 * since the first update is still to come. One thread at a time.
 */
final class KlMeasurement {

    /** Divergences of the rows of a micro-batch. */
    interface Model {
        float[] divergences(MicroBatch rows) throws Exception;
    }

    private final Queue<MicroBatch> pending;
    private double sum;
    private int count;

    /**
     * Without a measurement so far.
     *
     * @param seed decides which transitions are measured
     * @param wanted how many of them; fewer where there are fewer
     * @param size rows of a micro-batch
     */
    KlMeasurement(TrainingBatch batch, long seed, int wanted, int size) {
        int steps = batch.steps().size();
        int[] order = wanted == 0 ? new int[0] : Noise.permutation(seed, 0, batch.size() * steps);
        List<Transition> chosen = Arrays.stream(order)
                .limit(wanted)
                .sorted()
                .mapToObj(index -> new Transition(index / steps, index % steps))
                .toList();
        this.pending = new ArrayDeque<>(MicroBatch.cut(chosen, size));
    }

    /** Micro-batches still to be measured. */
    int pending() {
        return pending.size();
    }

    /** Measures one pending micro-batch. */
    void measure(Model model) throws Exception {
        MicroBatch rows = pending.remove();
        float[] divergences = model.divergences(rows);
        for (int row = 0; row < rows.counted(); row++) {
            sum += divergences[row];
            count++;
        }
    }

    /** Mean of the divergences, in nats a dimension; empty where none was measured. */
    OptionalDouble mean() {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
}
