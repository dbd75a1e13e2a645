package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.schedule.DdimScheduler;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.text.TextEmbeddings;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A text-conditional denoising policy: a frozen base model and the tensors that learn. Not safe for use by several
 * threads at once.
 */
public final class Policy implements AutoCloseable {

    private static final String NO_PROMPT = "";

    private final Kernels kernels;
    private final UNet2DConditionModel unet;
    private final TextEmbeddings texts;
    private final DdimScheduler scheduler;
    private final Trainable trainable;

    private Policy(
            Kernels kernels,
            UNet2DConditionModel unet,
            TextEmbeddings texts,
            DdimScheduler scheduler,
            Trainable trainable) {
        this.kernels = kernels;
        this.unet = unet;
        this.texts = texts;
        this.scheduler = scheduler;
        this.trainable = trainable;
    }

    /** Loads a model whose whole UNet learns. */
    public static Policy full(Kernels kernels, ModelFolder folder) throws IOException {
        UNet2DConditionModel unet = new UNet2DConditionModel(folder.unet());
        return of(kernels, folder, unet, new FullUNet(unetWeights(kernels, folder, unet)));
    }

    /** Loads a model whose UNet stays as it is, with adapters that learn. */
    public static Policy lora(Kernels kernels, ModelFolder folder, LoraSettings settings) throws IOException {
        UNet2DConditionModel unet = new UNet2DConditionModel(folder.unet());
        Weights base = unetWeights(kernels, folder, unet);
        return of(kernels, folder, unet, new LoraAdapters(kernels, base, settings));
    }

    private static Weights unetWeights(Kernels kernels, ModelFolder folder, UNet2DConditionModel unet)
            throws IOException {
        return Weights.load(kernels, folder.unetWeights(), unet.declarations());
    }

    private static Policy of(Kernels kernels, ModelFolder folder, UNet2DConditionModel unet, Trainable trainable)
            throws IOException {
        ClipTextModel text = new ClipTextModel(folder.textEncoder());
        Weights textWeights = Weights.load(kernels, folder.textWeights(), text.declarations());
        TextEmbeddings texts = new TextEmbeddings(kernels, folder.tokenizer(), text, textWeights);
        return new Policy(kernels, unet, texts, new DdimScheduler(folder.scheduler()), trainable);
    }

    public Kernels kernels() {
        return kernels;
    }

    public DdimScheduler scheduler() {
        return scheduler;
    }

    /** Channels, height and width of a latent. */
    public int[] latentShape() {
        return new int[] {
            unet.config().inChannels(),
            unet.config().sampleSize(),
            unet.config().sampleSize()
        };
    }

    /** The tensors that learn, by published name. */
    public SortedMap<String, NDArray> trainable() {
        return Collections.unmodifiableSortedMap(trainable.tensors());
    }

    /** A copy of what has been learned. */
    public SortedMap<String, FloatTensor> snapshot() {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        trainable
                .tensors()
                .forEach((name, tensor) -> values.put(
                        name,
                        new FloatTensor(tensor.toFloatArray(), tensor.getShape().getShape())));
        return values;
    }

    /** The {@code policySha256} of what has been learned. */
    public String sha256() {
        return TensorDigest.sha256(snapshot());
    }

    /**
     * Becomes another version of itself.
     *
     * @throws IllegalArgumentException if names or sizes differ from {@link #trainable()}
     */
    public void restore(Map<String, FloatTensor> values) {
        SortedMap<String, NDArray> tensors = trainable.tensors();
        if (!values.keySet().equals(tensors.keySet())) {
            throw new IllegalArgumentException("expected weights for " + tensors.size() + " trainable tensors, came "
                    + values.size() + " with other names");
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            values.forEach((name, value) -> {
                if (value.values().length != tensors.get(name).size()) {
                    throw new IllegalArgumentException("weights of " + name + ": expected "
                            + tensors.get(name).size() + " values, came " + value.values().length);
                }
                kernels.copyInPlace(tensors.get(name), kernels.floats(value.values(), value.shape()));
            });
        }
    }

    /** The weights to compute with; to be asked for anew after each update. */
    public Weights applied() {
        return trainable.applied();
    }

    /**
     * Text embeddings for {@link #predict}: {@code [N, L, D]}, or {@code [2N, L, D]} under guidance, whose first half is
     * the empty prompt.
     */
    public NDArray context(List<String> prompts, double guidanceScale) {
        if (guidanceScale == 1) {
            return texts.of(prompts);
        }
        List<String> doubled = new ArrayList<>(Collections.nCopies(prompts.size(), NO_PROMPT));
        doubled.addAll(prompts);
        return texts.of(doubled);
    }

    /**
     * What the model predicts under classifier-free guidance (Ho and Salimans, 2022): one call on the doubled batch. A
     * scale of 1 needs no guidance and saves half of the work.
     *
     * @param x latents {@code [N, C, H, W]}
     * @param timesteps one a sample
     * @param context from {@link #context} with the same scale
     */
    public NDArray predict(Weights weights, NDArray x, float[] timesteps, NDArray context, double guidanceScale) {
        if (guidanceScale == 1) {
            return unet.forward(kernels, weights, x, kernels.floats(timesteps, timesteps.length), context);
        }
        float[] doubled = new float[2 * timesteps.length];
        System.arraycopy(timesteps, 0, doubled, 0, timesteps.length);
        System.arraycopy(timesteps, 0, doubled, timesteps.length, timesteps.length);
        NDArray twice = kernels.cat(List.of(x, x), 0);
        NDArray output = unet.forward(kernels, weights, twice, kernels.floats(doubled, doubled.length), context);
        return kernels.guide(output, guidanceScale);
    }

    @Override
    public void close() {
        trainable.close();
        texts.close();
    }
}
