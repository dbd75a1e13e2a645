package io.ddpo.diffusion.pretrain;

import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The state of a pre-training in one file, replaced whole. */
final class Checkpoint {

    private final Path file;

    Checkpoint(Path file) {
        this.file = file;
    }

    Optional<SortedMap<String, FloatTensor>> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            return Optional.of(tensors.all());
        }
    }

    void write(SortedMap<String, FloatTensor> state) throws IOException {
        SafetensorsWriter.write(file, state, Map.of());
    }
}
