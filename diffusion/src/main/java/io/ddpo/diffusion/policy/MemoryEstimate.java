package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.unet.Activations;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.vae.AutoencoderKL;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;

/**
 * Memory that a policy needs on its device, in bytes, computed from configurations alone. What the libraries themselves
 * take, on a GPU the CUDA context and the workspaces of cuDNN, comes on top.
 *
 * @param weights of every network, as they are stored and as they are applied
 * @param gradients of what learns
 * @param optimiser both moments of what learns
 * @param activations what a pass over a batch keeps and works with
 */
public record MemoryEstimate(long weights, long gradients, long optimiser, long activations) {

    private static final int FP32 = Precision.FP32.bytes();

    /**
     * A model whose memory is asked for.
     *
     * @param vae of a model in latent space
     * @param lora adapters that learn, or none if the whole UNet does
     */
    public record Model(
            UNet2DConditionModel unet,
            ClipTextModel text,
            Optional<AutoencoderKL> vae,
            Optional<LoraSettings> lora,
            ComputeSettings compute) {

        /** That of a folder, of which it reads the configurations. */
        public static Model of(ModelFolder folder, Optional<LoraSettings> lora, ComputeSettings compute)
                throws IOException {
            return new Model(
                    new UNet2DConditionModel(folder.unet()),
                    new ClipTextModel(folder.textEncoder()),
                    folder.vae().map(AutoencoderKL::new),
                    lora,
                    compute);
        }

        /** Numbers that learn. */
        public long trainable() {
            return lora.map(this::adapters).orElse(unet.declarations().count());
        }

        private long adapters(LoraSettings settings) {
            return adapted(settings, (out, in) -> settings.rank() * (out + in));
        }

        private long adapted(LoraSettings settings, LongBinaryOperator count) {
            return unet.declarations().all().entrySet().stream()
                    .filter(parameter -> settings.adapts(parameter.getKey()))
                    .map(Map.Entry::getValue)
                    .mapToLong(parameter ->
                            count.applyAsLong(parameter.shape()[0], parameter.shape()[1]))
                    .sum();
        }

        /** Stored weights of the UNet and those that are made of them for a pass. */
        private long unetWeights() {
            long bytes = compute.precision().bytes();
            long all = unet.declarations().count();
            if (lora.isEmpty()) {
                return FP32 * all + (compute.precision() == Precision.FP32 ? 0 : bytes * all);
            }
            long targets = adapted(lora.get(), (out, in) -> out * in);
            return bytes * (all - targets) + (FP32 + bytes) * targets + FP32 * trainable();
        }

        private long weights() {
            return unetWeights() + FP32 * text.declarations().count();
        }

        private long numbers(long perRow, int batch, boolean guided) {
            return Math.multiplyExact(perRow, (long) batch * (guided ? 2 : 1))
                    * compute.precision().bytes();
        }
    }

    /** In all. */
    public long total() {
        return weights + gradients + optimiser + activations;
    }

    /** Of a sampler. The autoencoder decodes one latent after the other, when the UNet is done. */
    public static MemoryEstimate sampling(Model model, int batch, boolean guided) {
        long decoder =
                model.vae().map(vae -> FP32 * vae.decoderDeclarations().count()).orElse(0L);
        long decoding = model.vae()
                .map(vae ->
                        FP32 * vae.config().decodingPeak(model.unet().config().sampleSize()))
                .orElse(0L);
        long passing = model.numbers(new Activations(model.unet().config()).sampling(), batch, guided);
        return new MemoryEstimate(model.weights() + decoder, 0, 0, Math.max(passing, decoding));
    }

    /** Of a learner. */
    public static MemoryEstimate training(Model model, int microBatch, boolean guided) {
        Activations activations = new Activations(model.unet().config());
        long perRow =
                model.compute().gradientCheckpointing() ? activations.checkpointedTraining() : activations.training();
        return new MemoryEstimate(
                model.weights(),
                FP32 * model.trainable(),
                2 * FP32 * model.trainable(),
                model.numbers(perRow, microBatch, guided));
    }

    /**
     * The largest batch that a budget allows.
     *
     * @param budget in bytes
     * @param of the estimate for a batch
     * @return 0 if not even one sample fits
     */
    public static int largestBatch(long budget, IntFunction<MemoryEstimate> of) {
        long one = of.apply(1).total();
        long each = of.apply(2).total() - one;
        if (one > budget) {
            return 0;
        }
        if (each == 0) {
            return 1;
        }
        int batch = (int) Math.min(Integer.MAX_VALUE - 1, 1 + (budget - one) / each);
        while (batch > 1 && of.apply(batch).total() > budget) {
            batch--;
        }
        return batch;
    }
}
