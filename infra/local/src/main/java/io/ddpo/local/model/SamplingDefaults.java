package io.ddpo.local.model;

import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a model is sampled unless somebody says otherwise.
 *
 * @param steps denoising steps
 * @param guidanceScale of classifier-free guidance; 1 is none
 */
public record SamplingDefaults(int steps, double guidanceScale) {
    /** Of the published method (Black et al., 2024). */
    static final SamplingDefaults PUBLISHED = new SamplingDefaults(50, 5);

    private static final String FILE = "sampling_config.json";

    /**
     * Reads {@code sampling_config.json}, whose keys are the parameters of a diffusers pipeline; where it or a key is
     * missing, the published value holds.
     */
    static SamplingDefaults read(Path model) throws IOException {
        Path file = model.resolve(FILE);
        if (!Files.exists(file)) {
            return PUBLISHED;
        }
        ConfigFile config = ConfigFile.read(file);
        return new SamplingDefaults(
                config.integer("num_inference_steps", PUBLISHED.steps),
                config.real("guidance_scale", PUBLISHED.guidanceScale));
    }
}
