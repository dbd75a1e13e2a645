package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.diffusion.vae.VaeConfig;
import java.io.IOException;
import java.util.Optional;

/** Makes pictures of the latents that trajectories end with. Safe for use by many threads. */
public interface LatentDecoder extends AutoCloseable {

    /**
     * The decoder of a model: its autoencoder, or for a model in pixel space the identity, clamped.
     *
     * @throws BadModelException if UNet and autoencoder do not fit together, or there is no autoencoder and the UNet does
     *     not paint in red, green and blue
     */
    static LatentDecoder of(Kernels kernels, ModelFolder folder) throws IOException {
        UNetConfig unet = folder.unet();
        Optional<VaeConfig> vae = folder.vae();
        int channels = vae.map(VaeConfig::latentChannels).orElse(PixelDecoder.COLOURS);
        if (unet.outChannels() != channels) {
            throw new BadModelException(
                    folder.path(),
                    "expected a UNet of " + channels + " channels "
                            + (vae.isPresent() ? "as its autoencoder has" : "where there is no autoencoder") + ", came "
                            + unet.outChannels());
        }
        return vae.isPresent()
                ? VaeDecoder.load(kernels, folder, vae.get(), unet.sampleSize())
                : new PixelDecoder(unet.sampleSize());
    }

    /** Height and width of the pictures. */
    int size();

    /** Whether latents are pictures already, so that decoding costs nothing. */
    boolean isImmediate();

    /**
     * The picture of one latent, with values in [-1, 1]. Each is decoded alone, so that it does not depend on its
     * neighbours in a batch.
     *
     * @param latent {@code [C, H, W]} of the UNet's sample size, as in {@link Trajectory#last}
     */
    Picture decode(float[] latent);

    @Override
    void close();
}
