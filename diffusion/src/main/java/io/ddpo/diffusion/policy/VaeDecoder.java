package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.vae.VaeConfig;
import io.ddpo.diffusion.weights.Weights;
import java.io.IOException;

/** Of a model in the latent space of an autoencoder, of which it loads the half that decodes. */
final class VaeDecoder implements LatentDecoder {

    private final Kernels kernels;
    private final AutoencoderKL vae;
    private final Weights weights;
    private final int latentSize;

    private VaeDecoder(Kernels kernels, AutoencoderKL vae, Weights weights, int latentSize) {
        this.kernels = kernels;
        this.vae = vae;
        this.weights = weights;
        this.latentSize = latentSize;
    }

    static VaeDecoder load(Kernels kernels, ModelFolder folder, VaeConfig config, int latentSize) throws IOException {
        if (config.outChannels() != PixelDecoder.COLOURS) {
            throw new BadModelException(
                    folder.path(),
                    "expected an autoencoder that paints in " + PixelDecoder.COLOURS + " colours, came "
                            + config.outChannels());
        }
        AutoencoderKL vae = new AutoencoderKL(config);
        Weights weights = Weights.load(kernels, folder.vaeWeights(), vae.decoderDeclarations());
        return new VaeDecoder(kernels, vae, weights, latentSize);
    }

    @Override
    public int size() {
        return latentSize * vae.config().downsampling();
    }

    @Override
    public boolean isImmediate() {
        return false;
    }

    @Override
    public Picture decode(float[] latent) {
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            NDArray one = kernels.floats(latent, 1, vae.config().latentChannels(), latentSize, latentSize);
            float[] values = vae.decode(kernels, weights, one).toFloatArray();
            return new Picture(PixelDecoder.clamped(values), size(), size());
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
