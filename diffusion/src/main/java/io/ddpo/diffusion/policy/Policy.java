package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.schedule.DdimScheduler;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.text.TextEmbeddings;
import io.ddpo.diffusion.unet.Segments;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.weights.DeviceTensors;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A text-conditional denoising policy: a frozen base model and the tensors that learn. Not safe for use by several
 * threads at once.
 */
public final class Policy implements AutoCloseable {

    private static final String NO_PROMPT = "";

    private final Kernels kernels;
    private final ComputeSettings compute;
    private final UNet2DConditionModel unet;
    private final TextEmbeddings texts;
    private final DdimScheduler scheduler;
    private final Trainable trainable;

    private Policy(
            Kernels kernels,
            ComputeSettings compute,
            UNet2DConditionModel unet,
            TextEmbeddings texts,
            DdimScheduler scheduler,
            Trainable trainable) {
        this.kernels = kernels;
        this.compute = compute;
        this.unet = unet;
        this.texts = texts;
        this.scheduler = scheduler;
        this.trainable = trainable;
    }

    /** Loads a model whose whole UNet learns, computing in fp32. */
    public static Policy full(Kernels kernels, ModelFolder folder) throws IOException {
        return full(kernels, folder, ComputeSettings.DEFAULT);
    }

    /** Loads a model whose whole UNet learns, in fp32 whatever it computes in. */
    public static Policy full(Kernels kernels, ModelFolder folder, ComputeSettings compute) throws IOException {
        UNet2DConditionModel unet = new UNet2DConditionModel(folder.unet());
        Weights weights =
                Weights.load(kernels, folder.unetWeights(), unet.declarations(), compute.precision(), name -> true);
        return of(kernels, folder, compute, unet, new FullUNet(kernels, weights));
    }

    /** Loads a model whose UNet stays as it is, with adapters that learn, computing in fp32. */
    public static Policy lora(Kernels kernels, ModelFolder folder, LoraSettings settings) throws IOException {
        return lora(kernels, folder, settings, ComputeSettings.DEFAULT);
    }

    /** Loads a model whose UNet stays as it is, with adapters that learn, in fp32 whatever it computes in. */
    public static Policy lora(Kernels kernels, ModelFolder folder, LoraSettings settings, ComputeSettings compute)
            throws IOException {
        UNet2DConditionModel unet = new UNet2DConditionModel(folder.unet());
        Weights base =
                Weights.load(kernels, folder.unetWeights(), unet.declarations(), compute.precision(), settings::adapts);
        return of(kernels, folder, compute, unet, new LoraAdapters(kernels, base, settings));
    }

    private static Policy of(
            Kernels kernels,
            ModelFolder folder,
            ComputeSettings compute,
            UNet2DConditionModel unet,
            Trainable trainable)
            throws IOException {
        ClipTextModel text = new ClipTextModel(folder.textEncoder());
        Weights textWeights = Weights.load(kernels, folder.textWeights(), text.declarations());
        TextEmbeddings texts = new TextEmbeddings(kernels, folder.tokenizer(), text, textWeights);
        return new Policy(kernels, compute, unet, texts, new DdimScheduler(folder.scheduler()), trainable);
    }

    public Kernels kernels() {
        return kernels;
    }

    /** How it computes. */
    public ComputeSettings compute() {
        return compute;
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

    /** What has been learned, as it is whenever it is read. */
    public DeviceTensors learned() {
        return new DeviceTensors(trainable());
    }

    /** A copy of what has been learned. */
    public SortedMap<String, FloatTensor> snapshot() {
        DeviceTensors learned = learned();
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        learned.names().forEach(name -> values.put(name, learned.floats(name)));
        return values;
    }

    /** The {@code policySha256} of what has been learned. */
    public String sha256() {
        return TensorDigest.sha256(learned());
    }

    /**
     * Becomes another version of itself.
     *
     * @throws IllegalArgumentException if names or sizes differ from {@link #trainable()}
     */
    public void restore(Map<String, FloatTensor> values) {
        try {
            restore(TensorSource.of(new TreeMap<>(values)));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /**
     * Becomes another version of itself, reading one tensor at a time. If that fails halfway, it is no version at all.
     *
     * @throws IllegalArgumentException if names or sizes differ from {@link #trainable()}
     */
    public void restore(TensorSource values) throws IOException {
        SortedMap<String, NDArray> tensors = trainable.tensors();
        if (!values.names().equals(tensors.keySet())) {
            throw new IllegalArgumentException("expected weights for " + tensors.size() + " trainable tensors, came "
                    + values.names().size() + " with other names");
        }
        for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
            overwrite(tensor.getKey(), tensor.getValue(), values.floats(tensor.getKey()));
        }
    }

    private void overwrite(String name, NDArray tensor, FloatTensor value) {
        if (value.values().length != tensor.size()) {
            throw new IllegalArgumentException(
                    "weights of " + name + ": expected " + tensor.size() + " values, came " + value.values().length);
        }
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            kernels.copyInPlace(tensor, kernels.floats(value.values(), value.shape()));
        }
    }

    /**
     * The policy as it was before it learned anything: what adapters adapt, or a frozen copy of the whole UNet in the
     * precision that the policy computes in.
     *
     * @param folder that this policy was loaded from
     */
    public BasePolicy base(ModelFolder folder) throws IOException {
        if (trainable instanceof LoraAdapters adapters) {
            return new BasePolicy(this, adapters::unadapted, () -> {});
        }
        Weights copy =
                Weights.load(kernels, folder.unetWeights(), unet.declarations(), compute.precision(), name -> false);
        return new BasePolicy(this, () -> copy, copy::close);
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
        return guided(predictBoth(weights, x, timesteps, context, guidanceScale, Segments.DIRECT), guidanceScale);
    }

    /**
     * Adds the gradient of a loss of the prediction to the trainable tensors; parameters as in {@link #predict}. The
     * caller records gradients.
     *
     * @param lossOf from the prediction to a scalar
     */
    void accumulate(
            NDArray x, float[] timesteps, NDArray context, double guidanceScale, UnaryOperator<NDArray> lossOf) {
        Weights weights = applied();
        new GradientPass(kernels, compute, trainable.tensors().values())
                .accumulate(
                        segments -> predictBoth(weights, x, timesteps, context, guidanceScale, segments),
                        output -> lossOf.apply(guided(output, guidanceScale)));
    }

    private NDArray predictBoth(
            Weights weights, NDArray x, float[] timesteps, NDArray context, double guidanceScale, Segments segments) {
        if (guidanceScale == 1) {
            NDArray t = kernels.floats(timesteps, timesteps.length);
            return unet.forward(kernels, weights, x, t, context, segments);
        }
        float[] doubled = new float[2 * timesteps.length];
        System.arraycopy(timesteps, 0, doubled, 0, timesteps.length);
        System.arraycopy(timesteps, 0, doubled, timesteps.length, timesteps.length);
        NDArray t = kernels.floats(doubled, doubled.length);
        return unet.forward(kernels, weights, kernels.cat(List.of(x, x), 0), t, context, segments);
    }

    private NDArray guided(NDArray output, double guidanceScale) {
        return guidanceScale == 1 ? output : kernels.guide(output, guidanceScale);
    }

    @Override
    public void close() {
        trainable.close();
        texts.close();
    }
}
