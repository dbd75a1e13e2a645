package io.ddpo.diffusion.vae;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Declarations;
import io.ddpo.diffusion.weights.Weights;

/**
 * The variational autoencoder of Stable Diffusion (Rombach et al., 2022), built from its configuration; weights are
 * passed to every call. Pictures are {@code [N, 3, f·H, f·W]} in [-1, 1] with f = {@link VaeConfig#downsampling};
 * latents are {@code [N, C, H, W]} in the units of diffusion, that is, times {@link VaeConfig#scalingFactor}.
 */
public final class AutoencoderKL {

    private final VaeConfig config;
    private final Declarations encoderDeclarations = new Declarations();
    private final Declarations decoderDeclarations = new Declarations();
    private final Encoder encoder;
    private final Decoder decoder;

    /** Lays the network out. */
    public AutoencoderKL(VaeConfig config) {
        this.config = config;
        this.encoder = new Encoder(encoderDeclarations, config);
        this.decoder = new Decoder(decoderDeclarations, config);
    }

    public VaeConfig config() {
        return config;
    }

    /** The parameters that {@link #encode} and {@link #sample} ask for. */
    public Declarations encoderDeclarations() {
        return encoderDeclarations;
    }

    /** The parameters that {@link #decode} asks for. */
    public Declarations decoderDeclarations() {
        return decoderDeclarations;
    }

    /** Pictures of latents; nominally in [-1, 1], not clamped. */
    public NDArray decode(Kernels kernels, Weights weights, NDArray latents) {
        return decoder.forward(kernels, weights, kernels.scale(latents, 1 / config.scalingFactor()));
    }

    /** The most likely latents of pictures, the mean of their Gaussians. */
    public NDArray encode(Kernels kernels, Weights weights, NDArray pictures) {
        NDArray moments = encoder.forward(kernels, weights, pictures);
        return kernels.scale(kernels.gaussianMean(moments), config.scalingFactor());
    }

    /**
     * Latents of pictures, drawn from their Gaussians.
     *
     * @param noise standard normal, {@code [N, C, H, W]}
     */
    public NDArray sample(Kernels kernels, Weights weights, NDArray pictures, NDArray noise) {
        NDArray moments = encoder.forward(kernels, weights, pictures);
        return kernels.scale(kernels.gaussianSample(moments, noise), config.scalingFactor());
    }
}
