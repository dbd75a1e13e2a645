package io.ddpo.diffusion.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.pretrain.PictureBatches.Batch;
import io.ddpo.diffusion.schedule.DdimScheduler;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.weights.FloatTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Trains a base model from nothing on an atlas of pictures, with the noise schedule and the prediction type of the
 * folder's scheduler. The state can be taken out and put back after any update.
 */
public final class Pretraining implements AutoCloseable {

    private static final String EMA = "ema.";
    private static final String MODEL = "model.";
    private static final String OPTIMISER = "optimiser.";
    private static final String STEP = "updates";

    private final Kernels kernels;
    private final PretrainSettings settings;
    private final BaseModel model;
    private final PictureBatches batches;
    private final String prediction;
    private final SortedMap<String, NDArray> trainable;
    private final List<NDArray> averages = new ArrayList<>();
    private final AdamW optimiser;
    private CompletableFuture<Batch> next;
    private int step;

    /** Starts from fresh weights. */
    public Pretraining(Kernels kernels, ModelFolder folder, Atlas atlas, PretrainSettings settings) throws IOException {
        this.kernels = kernels;
        this.settings = settings;
        this.model = new BaseModel(kernels, folder, settings.seed());
        DdimScheduler scheduler = new DdimScheduler(folder.scheduler());
        this.prediction = scheduler.config().predictionType();
        this.batches =
                new PictureBatches(atlas, scheduler, settings, folder.unet().sampleSize());
        this.trainable = model.trainable();
        trainable.values().forEach(tensor -> averages.add(tensor.duplicate()));
        this.optimiser = new AdamW(kernels, trainable);
    }

    /** Number of updates done. */
    public int step() {
        return step;
    }

    /** Whether the last update is done. */
    public boolean done() {
        return step >= settings.steps();
    }

    /**
     * One update.
     *
     * @return the loss of the batch before it
     */
    public double update() {
        Batch batch = next == null ? batches.batch(step) : next.join();
        int following = step + 1;
        next = CompletableFuture.supplyAsync(() -> batches.batch(following));
        AdamWSettings adamW = new AdamWSettings(settings.learningRate(step), 0.9, 0.99, 1e-8, 1e-4, 1.0);
        double loss = accumulate(batch);
        optimiser.step(adamW);
        try (GradientGuard off = Kernels.withoutGradients()) {
            kernels.lerpInPlace(averages, List.copyOf(trainable.values()), 1 - settings.emaDecay(step));
        }
        step++;
        return loss;
    }

    private double accumulate(Batch batch) {
        int count = settings.batch();
        int size = model.unet().config().sampleSize();
        try (NDScope scope = new NDScope();
                GradientGuard on = Kernels.recordingGradients()) {
            NDArray pictures = kernels.floats(batch.pictures(), count, 3, size, size);
            NDArray noise = kernels.floats(batch.noise(), count, 3, size, size);
            NDArray signal = kernels.floats(batch.signal(), count);
            NDArray noiseScale = kernels.floats(batch.noiseScale(), count);
            NDArray noisy = kernels.addNoise(pictures, noise, signal, noiseScale);
            NDArray predicted = model.predict(noisy, batch.timesteps(), batch.prompts());
            NDArray target = kernels.trainingTarget(pictures, noise, signal, noiseScale, prediction);
            NDArray loss = kernels.weightedMse(predicted, target, kernels.floats(batch.weights(), count));
            kernels.backward(loss);
            return loss.getFloat();
        }
    }

    /** The averaged weights of the UNet, by their diffusers names. */
    public SortedMap<String, FloatTensor> unet() {
        return BaseModel.component(averaged(), BaseModel.UNET);
    }

    /** The averaged weights of the text encoder, by their transformers names. */
    public SortedMap<String, FloatTensor> textEncoder() {
        return BaseModel.component(averaged(), BaseModel.TEXT);
    }

    private SortedMap<String, FloatTensor> averaged() {
        return onJavaSide(averages);
    }

    private SortedMap<String, FloatTensor> onJavaSide(Iterable<NDArray> tensors) {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        var names = trainable.keySet().iterator();
        tensors.forEach(tensor -> values.put(
                names.next(),
                new FloatTensor(tensor.toFloatArray(), tensor.getShape().getShape())));
        return values;
    }

    /** Everything that {@link #restore} needs. */
    public SortedMap<String, FloatTensor> state() {
        SortedMap<String, FloatTensor> state = new TreeMap<>();
        onJavaSide(trainable.values()).forEach((name, tensor) -> state.put(MODEL + name, tensor));
        averaged().forEach((name, tensor) -> state.put(EMA + name, tensor));
        optimiser.state().forEach((name, tensor) -> state.put(OPTIMISER + name, tensor));
        state.put(STEP, new FloatTensor(new float[] {step}, 1));
        return state;
    }

    /** Goes on from a state. */
    public void restore(Map<String, FloatTensor> state) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            overwrite(trainable.values(), BaseModel.component(state, MODEL));
            overwrite(averages, BaseModel.component(state, EMA));
        }
        optimiser.restore(BaseModel.component(state, OPTIMISER));
        step = (int) state.get(STEP).values()[0];
        next = null;
    }

    private void overwrite(Iterable<NDArray> targets, SortedMap<String, FloatTensor> values) {
        var names = trainable.keySet().iterator();
        for (NDArray target : targets) {
            FloatTensor value = values.get(names.next());
            kernels.copyInPlace(target, kernels.floats(value.values(), value.shape()));
        }
    }

    @Override
    public void close() {
        optimiser.close();
        averages.forEach(NDArray::close);
        model.close();
    }
}
