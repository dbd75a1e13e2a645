package io.ddpo.diffusion.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Updates of all weights of a network by AdamW, with a learning rate that follows a cosine down to a hundredth. What an
 * update draws is a function of the seed and its number, so that a training that goes on from a checkpoint of the same
 * settings ends as one that was never interrupted.
 */
public final class TrainingLoop {

    private static final String MODEL = "model.";
    private static final String OPTIMISER = "optimiser.";
    private static final String UPDATES = "updates";

    private final Kernels kernels;
    private final AdamWSettings settings;
    private final int steps;
    private final long seed;
    private final Optional<Saving> saving;

    /** Draws a batch and answers with its loss, a scalar from which gradients lead to the weights. */
    @FunctionalInterface
    public interface Batch {
        NDArray loss(SplittableRandom random);
    }

    /** Told of each update. */
    @FunctionalInterface
    public interface Progress {
        void updated(int step, int steps, double loss);
    }

    /**
     * Where a training is kept.
     *
     * @param every so many updates, at least 1
     */
    public record Saving(Path file, int every) {}

    /**
     * @param settings with the highest learning rate, that of the first update
     * @param steps updates in all
     * @param saving where it is kept, and gone on from if something is there; nowhere if empty
     */
    public TrainingLoop(Kernels kernels, AdamWSettings settings, int steps, long seed, Optional<Saving> saving) {
        this.kernels = kernels;
        this.settings = settings;
        this.steps = steps;
        this.seed = seed;
        this.saving = saving;
    }

    /** Trains to the end. */
    public void run(Weights weights, Batch batch, Progress progress) throws IOException {
        try (AdamW optimiser = new AdamW(kernels, weights.all())) {
            for (int step = start(weights, optimiser); step < steps; step++) {
                double loss = accumulate(batch, new SplittableRandom(seed + 1_000_003L * (step + 1)));
                optimiser.step(settings.withLearningRate(learningRate(step)));
                if (saving.isPresent() && ((step + 1) % saving.get().every() == 0 || step + 1 == steps)) {
                    new Checkpoint(saving.get().file()).write(state(weights, optimiser, step + 1));
                }
                progress.updated(step + 1, steps, loss);
            }
        }
    }

    private double accumulate(Batch batch, SplittableRandom random) {
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            NDArray loss = batch.loss(random);
            kernels.backward(loss);
            return loss.getFloat();
        }
    }

    private double learningRate(int step) {
        double progressed = (double) step / steps;
        return settings.learningRate() * (1.02 + Math.cos(Math.PI * progressed)) / 2.02;
    }

    /** Updates that are done already. */
    private int start(Weights weights, AdamW optimiser) throws IOException {
        Optional<SortedMap<String, FloatTensor>> kept =
                saving.isPresent() ? new Checkpoint(saving.get().file()).read() : Optional.empty();
        if (kept.isEmpty()) {
            return 0;
        }
        SortedMap<String, FloatTensor> values = BaseModel.component(kept.get(), MODEL);
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            weights.all().forEach((name, tensor) -> {
                FloatTensor value = values.get(name);
                kernels.copyInPlace(tensor, kernels.floats(value.values(), value.shape()));
            });
        }
        optimiser.restore(BaseModel.component(kept.get(), OPTIMISER));
        return (int) kept.get().get(UPDATES).values()[0];
    }

    private static SortedMap<String, FloatTensor> state(Weights weights, AdamW optimiser, int done) {
        SortedMap<String, FloatTensor> state = new TreeMap<>(Map.of(UPDATES, new FloatTensor(new float[] {done}, 1)));
        weights.values().forEach((name, tensor) -> state.put(MODEL + name, tensor));
        optimiser.state().forEach((name, tensor) -> state.put(OPTIMISER + name, tensor));
        return state;
    }
}
