package io.ddpo.local.model;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that can be sampled on this machine.
 *
 * @param reference its folder as the user named it
 * @param folder in diffusers layout, its latents are pictures
 * @param defaults how it is best sampled
 */
public record LocalModel(String reference, ModelFolder folder, SamplingDefaults defaults) {
    /** Where the launcher says the installation is; the working directory without it. */
    private static final String HOME = "ddpo.home";

    private static final int RGB = 3;

    /** Folder of the model that is shipped. */
    public static String shipped() {
        return Path.of(System.getProperty(HOME, ""), "models", "emoji-32").toString();
    }

    /**
     * Opens a model, reads its configuration and looks over its weights.
     *
     * @throws BadModelException if there is none, one that draws no pixels, or one whose files are cut off
     */
    public static LocalModel open(String reference) throws IOException {
        ModelFolder folder = ModelFolder.open(reference);
        if (Files.isDirectory(folder.path().resolve("vae")) || folder.unet().inChannels() != RGB) {
            throw new BadModelException(
                    folder.path(),
                    "expected a model that draws pixels, came one whose latents a VAE decodes, which is not supported");
        }
        requireWhole(folder.unetWeights());
        requireWhole(folder.textWeights());
        return new LocalModel(reference, folder, SamplingDefaults.read(folder.path()));
    }

    /** Opening a file of weights checks that all it promises is there. */
    private static void requireWhole(Path weights) throws IOException {
        Safetensors.open(weights).close();
    }

    /** The classifier that comes with the model and tells what a picture shows, where it has one. */
    public Path judge() {
        return folder.path().resolve("judge");
    }

    /** Whether it comes with a judge. */
    public boolean hasJudge() {
        return Files.isDirectory(judge());
    }
}
