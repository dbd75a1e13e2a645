package io.ddpo.local.inspect;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.text.ClipTextModel;
import io.ddpo.diffusion.unet.UNet2DConditionModel;
import io.ddpo.diffusion.vae.AutoencoderKL;
import io.ddpo.diffusion.vae.VaeConfig;
import io.ddpo.diffusion.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the use of a component would find out.
 *
 * @param folder of the component
 * @param sound reads its configuration and compares its weights with it
 * @param weights finds the weights, or refuses
 * @param configurations names of the other files that are read
 */
record ComponentCheck(Path folder, Inspection.Attempt sound, Supplier<Path> weights, List<String> configurations) {
    /** What no policy can do without. */
    static final List<String> NEEDED = List.of("unet", "text_encoder", "tokenizer", "scheduler");

    private static final List<String> CONFIG = List.of("config.json");

    /** For every component that takes part, by name. */
    static Map<String, ComponentCheck> of(ModelFolder model) {
        Path path = model.path();
        return Map.of(
                "unet",
                new ComponentCheck(
                        path.resolve("unet"),
                        () -> new UNet2DConditionModel(model.unet())
                                .declarations()
                                .requireIn(model.unetWeights()),
                        model::unetWeights,
                        CONFIG),
                "text_encoder",
                new ComponentCheck(
                        path.resolve("text_encoder"),
                        () -> new ClipTextModel(model.textEncoder())
                                .declarations()
                                .requireIn(model.textWeights()),
                        model::textWeights,
                        CONFIG),
                "vae",
                new ComponentCheck(path.resolve("vae"), () -> requireVae(model), model::vaeWeights, CONFIG),
                "tokenizer",
                new ComponentCheck(
                        path.resolve("tokenizer"), model::tokenizer, null, List.of("vocab.json", "merges.txt")),
                "scheduler",
                new ComponentCheck(
                        path.resolve("scheduler"), model::scheduler, null, List.of("scheduler_config.json")));
    }

    private static void requireVae(ModelFolder model) throws IOException {
        VaeConfig config = model.vae().orElseThrow();
        new AutoencoderKL(config).decoderDeclarations().requireIn(model.vaeWeights());
    }

    /** @throws BadModelException with the reason, if the component cannot be used */
    void requireSound() throws IOException {
        sound.run();
    }

    /** The files that are read; of weights that are not there or damaged, none. */
    Set<Path> used() {
        Set<Path> files = new HashSet<>();
        configurations.forEach(name -> files.add(folder.resolve(name)));
        if (weights != null) {
            try {
                files.addAll(WeightFiles.parts(weights.get()));
            } catch (BadModelException | IOException e) {
                // requireSound has said so
            }
        }
        return files;
    }
}
