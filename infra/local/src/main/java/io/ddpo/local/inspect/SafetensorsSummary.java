package io.ddpo.local.inspect;

import io.ddpo.diffusion.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sizes and types of the tensors in a file, from its header. */
final class SafetensorsSummary {
    private SafetensorsSummary() {}

    /** @throws io.ddpo.diffusion.BadModelException if it is used and damaged */
    static FileReport of(Path model, Path file, boolean used) throws IOException {
        SortedMap<String, Long> values = new TreeMap<>();
        if (used && file.toString().endsWith(".safetensors")) {
            try (Safetensors tensors = Safetensors.open(file)) {
                for (String name : tensors.names()) {
                    long count = Arrays.stream(tensors.shape(name)).reduce(1, Math::multiplyExact);
                    values.merge(tensors.type(name).name(), count, Long::sum);
                }
            }
        }
        return new FileReport(model.relativize(file).toString(), Files.size(file), used, values);
    }
}
