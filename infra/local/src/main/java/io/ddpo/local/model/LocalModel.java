package io.ddpo.local.model;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.vae.VaeConfig;
import io.ddpo.diffusion.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that can be sampled on this machine.
 *
 * @param reference its folder as the user named it
 * @param folder in diffusers layout
 * @param defaults how it is best sampled
 */
public record LocalModel(String reference, ModelFolder folder, SamplingDefaults defaults) {
    /** Where the launcher says the installation is; the working directory without it. */
    private static final String HOME = "ddpo.home";

    /** Folder of the model that is shipped. */
    public static String shipped() {
        return Path.of(System.getProperty(HOME, ""), "models", "emoji-32").toString();
    }

    /**
     * Opens a model, reads its configuration and looks over its weights.
     *
     * @throws BadModelException if there is none, or one whose files are cut off
     */
    public static LocalModel open(String reference) throws IOException {
        ModelFolder folder = ModelFolder.open(reference);
        folder.unet();
        requireWhole(folder.unetWeights());
        requireWhole(folder.textWeights());
        if (folder.vae().isPresent()) {
            requireWhole(folder.vaeWeights());
        }
        return new LocalModel(reference, folder, SamplingDefaults.read(folder.path()));
    }

    /** Opening a file of weights checks that all it promises is there. */
    private static void requireWhole(Path weights) throws IOException {
        TensorSource.open(weights).close();
    }

    /** Height and width of its pictures. */
    public int pictureSize() throws IOException {
        return folder.unet().sampleSize()
                * folder.vae().map(VaeConfig::downsampling).orElse(1);
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
