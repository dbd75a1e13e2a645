package io.ddpo.diffusion.pretrain;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.text.ClipTokenizer;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A text encoder and a UNet that are trained together from nothing. */
final class BaseModel implements AutoCloseable {

    static final String UNET = "unet.";
    static final String TEXT = "text_encoder.";

    private final Kernels kernels;
    private final UNet2DConditionModel unet;
    private final ClipTextModel text;
    private final ClipTokenizer tokenizer;
    private final Weights unetWeights;
    private final Weights textWeights;

    BaseModel(Kernels kernels, ModelFolder folder, long seed) throws IOException {
        this.kernels = kernels;
        this.unet = new UNet2DConditionModel(folder.unet());
        this.text = new ClipTextModel(folder.textEncoder());
        this.tokenizer = folder.tokenizer();
        SplittableRandom random = new SplittableRandom(seed);
        this.unetWeights = Weights.of(kernels, unet.declarations().draw(random));
        this.textWeights = Weights.of(kernels, text.declarations().draw(random));
    }

    UNet2DConditionModel unet() {
        return unet;
    }

    /** Everything that is trained, under names with the component in front. */
    SortedMap<String, NDArray> trainable() {
        SortedMap<String, NDArray> all = new TreeMap<>();
        unetWeights.all().forEach((name, tensor) -> all.put(UNET + name, tensor));
        textWeights.all().forEach((name, tensor) -> all.put(TEXT + name, tensor));
        return all;
    }

    /** The model's prediction for noisy pictures, with gradients to both networks. */
    NDArray predict(NDArray x, float[] timesteps, List<String> prompts) {
        long[] ids = prompts.stream()
                .flatMapToLong(p -> Arrays.stream(tokenizer.encode(p)))
                .toArray();
        NDArray context = text.forward(kernels, textWeights, kernels.longs(ids, prompts.size(), tokenizer.length()));
        return unet.forward(kernels, unetWeights, x, kernels.floats(timesteps, timesteps.length), context);
    }

    /** The values of one component, with the prefix taken off. */
    static SortedMap<String, FloatTensor> component(Map<String, FloatTensor> all, String prefix) {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), tensor);
            }
        });
        return values;
    }

    @Override
    public void close() {
        unetWeights.close();
        textWeights.close();
    }
}
