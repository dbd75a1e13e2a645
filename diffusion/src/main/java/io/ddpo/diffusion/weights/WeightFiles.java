package io.ddpo.diffusion.weights;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the weights of a component among the names that diffusers and transformers give them. */
public final class WeightFiles {

    /** Whole precision first; of each, one file before an index of several. */
    private static final List<String> ENDINGS = List.of(
            ".safetensors",
            ".safetensors.index.json",
            ".fp16.safetensors",
            ".safetensors.index.fp16.json",
            ".fp16.safetensors.index.json");

    private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|ckpt|pt|pth)");

    private WeightFiles() {}

    /**
     * The file of a diffusers component to give to {@link TensorSource#open}.
     *
     * @param folder of the component
     * @param stem the file's name up to {@code .safetensors}
     * @throws BadModelException if there is none; where there are pickles, the sentence says how to convert them
     */
    public static Path find(Path folder, String stem) {
        return find(folder, stem, conversion(folder.toAbsolutePath().getParent()));
    }

    /**
     * The same for any model.
     *
     * @param conversion how pickles of it become safetensors
     */
    public static Path find(Path folder, String stem, String conversion) {
        for (String ending : ENDINGS) {
            Path file = folder.resolve(stem + ending);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        Optional<String> pickle = pickle(folder);
        if (pickle.isPresent()) {
            throw new BadModelException(
                    folder,
                    "expected weights as safetensors, came the pickle " + pickle.get()
                            + ", which could run code when it is read; " + conversion);
        }
        throw new BadModelException(folder.resolve(stem + ".safetensors"), "expected a safetensors file, came none");
    }

    private static Optional<String> pickle(Path folder) {
        String[] names =
                folder.toFile().list((parent, name) -> PICKLE.matcher(name).matches());
        return names == null ? Optional.empty() : Arrays.stream(names).min(Comparator.naturalOrder());
    }

    private static String conversion(Path model) {
        String converted = model + "-safetensors";
        return "if you trust where it is from, convert the model with: python -c \"from diffusers import"
                + " StableDiffusionPipeline as P; P.from_pretrained('" + model
                + "', safety_checker=None).save_pretrained('"
                + converted + "')\"  and use " + converted;
    }

    /** The file itself; of an index also every file that it names. */
    public static List<Path> parts(Path file) throws IOException {
        List<Path> parts = new ArrayList<>(List.of(file));
        if (file.toString().endsWith(".json")) {
            parts.addAll(ShardedSafetensors.shards(file));
        }
        return List.copyOf(parts);
    }
}
